/** One attempt of the open-loop probe at the address clients use: what was asked for and what came of it. */
export type Attempt = { readonly startMs: number };

/** The two probes by their numbers; the program is one. */

export interface ProbeParameters {
  /** A new attempt starts each so many milliseconds, whatever earlier ones do. */
  everyMs: number;
  /** An attempt that has not its whole answer by then has failed. */
  deadlineMs: number;
  /** How long attempts are started. */
  forMs: number;
}

/** P1: availability as a machine sees it. */
export const P1 = { everyMs: 20, deadlineMs: 200 } as const;

/** P2: what a person with the kernel's defaults feels. */
export const P2 = { everyMs: 100, deadlineMs: 20_000 } as const;

/**
 * Later than this, milliseconds, and the probe's own machine is part of what it measured: a quarter of P1's deadline,
 * and already more than two of its starts.
 */
export const TOO_LATE_MS = 50;

export interface ProbeTarget {
  host: string;
  port: number;
  /** Of the GET. */
  path: string;
  /** PEM file with the CA; null: the certificate is not verified. */
  caFile: string | null;
}

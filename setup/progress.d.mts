/** Types of progress.mjs, which is plain JavaScript because it runs before the packages are installed. */
export declare function green(text: string): string;
export declare function red(text: string): string;
export declare function yellow(text: string): string;
export declare function faint(text: string): string;
export declare function duration(ms: number): string;
export declare function say(line?: string): void;
export interface TaskResult {
  ok?: boolean;
  skipped?: boolean;
  words?: string;
}
export declare function task<T extends TaskResult | undefined>(
  title: string,
  work: (note: (text: string) => void) => Promise<T>,
): Promise<T>;

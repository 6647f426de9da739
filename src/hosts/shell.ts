/** A way to run constant shell text as root on one host: over OpenSSH or here. Not for planners: see host.ts. */
import type { ShellText } from '../base/shell-text.ts';
import type { Content } from './content.ts';

export interface ShellRequest {
  text: ShellText;
  /** $1, $2, … of the text. */
  args: readonly string[];
  input?: Content;
  /** Milliseconds, from when the input has been taken, until the attempt is given up; what runs on the host may go on. */
  timeoutMs: number;
}

/** `lost`: the connection failed before a status came back, so what happened on the host is unknown. */
export type ShellReply =
  | { is: 'ended'; code: number; stdout: string; stderr: string }
  | { is: 'lost'; because: string };

export interface Shell {
  readonly name: string;
  /** What a person types to log in there in the same way; absent: there is nothing to log in to. */
  readonly login?: string;
  /** Throws what the input throws before its first piece; whatever fails later is `lost`. */
  run(request: ShellRequest, signal: AbortSignal): Promise<ShellReply>;
  /**
   * Hears lines as they are printed, until the text ends, the connection breaks or the signal comes; resolves with why it
   * ended. Its standard input ends when nobody listens any more: the text must end then too, for nobody else ends it.
   */
  follow(
    request: Pick<ShellRequest, 'text' | 'args'>,
    hear: (line: string) => void,
    signal: AbortSignal,
  ): Promise<string>;
}

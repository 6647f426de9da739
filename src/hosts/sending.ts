/** A content on its way into a program, and how long to wait for the other side. */
import { Readable } from 'node:stream';
import { messageOf } from '../base/errors.ts';
import type { Content } from './content.ts';

/**
 * Milliseconds in which the other side must take a piece (64 KiB to 1 MiB). A line that is so slow that it takes
 * longer loses its keep-alives too, while one that is merely slow may need any time for hundreds of megabytes.
 */
const STALLED_MS = 30_000;

export interface Sending {
  /** For a program's standard input. */
  input: string | Readable;
  /** Aborted when the stream broke, when nobody takes its pieces, or when no reply came after the last one. */
  patience: AbortSignal;
  /** Stops the clocks. */
  end(): void;
}

/**
 * Begins to send. The wait for a reply, `replyMs`, begins when all has been taken, so that size and line do not
 * count. Throws what the stream throws before its first piece: nothing has been started elsewhere then.
 */
export async function startSending(content: Content, replyMs: number): Promise<Sending> {
  const patience = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const waitFor = (ms: number, what: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => patience.abort(new Error(`${what} within ${ms / 1000} s`)), ms);
  };
  const sending = (input: string | Readable): Sending => ({
    input,
    patience: patience.signal,
    end: () => clearTimeout(timer),
  });
  if (typeof content === 'string') {
    waitFor(replyMs, 'no answer');
    return sending(content);
  }
  const iterator = content()[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* pieces() {
    try {
      for (let piece = first; piece.done !== true; piece = await iterator.next()) {
        waitFor(STALLED_MS, 'nothing was taken');
        yield piece.value;
      }
      waitFor(replyMs, 'no answer');
    } catch (error) {
      // What has arrived is not whole; whoever waits for a reply to it would wait in vain.
      patience.abort(new Error(messageOf(error), { cause: error }));
      throw error;
    } finally {
      await iterator.return?.();
    }
  }
  return sending(Readable.from(pieces(), { objectMode: false }));
}

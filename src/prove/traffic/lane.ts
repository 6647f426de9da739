/** A connection that stays open: HTTP/2 over TLS, made anew when it fails or falls silent. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import type { TrafficTask } from './task.ts';

export interface Reply {
  status: number;
  body: string;
}

export interface Lane {
  /** Throws an Error whose message is one word, as `deadline`; the connection is made anew then. */
  ask(method: string, path: string, body: string | null, deadlineMs: number): Promise<Reply>;
  /** Hears each line of an answer that does not end; resolves with why it did. */
  hear(path: string, line: (text: string) => void, signal: AbortSignal): Promise<string>;
  close(): void;
}

/** Milliseconds between two pings of a connection on which one only listens, and for the answer to each. */
const PING_MS = 1000;

/** A new connection counts as failed after so many milliseconds: the kernel's second SYN leaves after one second. */
const CONNECT_MS = 1000;

export function openLane(task: Pick<TrafficTask, 'host' | 'port' | 'ca' | 'identity'>): Lane {
  let session: ClientHttp2Session | undefined;

  const sessionNow = (): ClientHttp2Session => {
    if (session !== undefined && !session.closed && !session.destroyed) return session;
    const made = connect(`https://${task.host}:${task.port}`, {
      ...(task.ca === null ? { rejectUnauthorized: false } : { ca: task.ca }),
      ...(task.identity ?? {}),
      timeout: CONNECT_MS,
    });
    const connecting = setTimeout(() => made.destroy(new Error('connect')), CONNECT_MS);
    made.once('connect', () => clearTimeout(connecting));
    made.once('close', () => clearTimeout(connecting));
    // What is lost by it, each request tells.
    made.on('error', () => {});
    // A balancer that goes says so; what is asked next goes elsewhere.
    made.on('goaway', () => made.close());
    session = made;
    return made;
  };

  const drop = (mine: ClientHttp2Session) => {
    mine.destroy();
    if (session === mine) session = undefined;
  };

  return {
    ask: (method, path, body, deadlineMs) =>
      new Promise((resolve, reject) => {
        const mine = sessionNow();
        const stream = requestOn(mine, method, path, body);
        let status = 0;
        let text = '';
        let isOver = false;
        const fail = (word: string) => {
          if (isOver) return;
          isOver = true;
          clearTimeout(timer);
          drop(mine);
          reject(new Error(word));
        };
        const timer = setTimeout(() => fail('deadline'), deadlineMs);
        stream.setEncoding('utf8');
        stream.on('response', headers => {
          status = Number(headers[':status']);
        });
        stream.on('data', (chunk: string) => {
          text += chunk;
        });
        stream.on('end', () => {
          if (status === 0) return fail('closed');
          isOver = true;
          clearTimeout(timer);
          resolve({ status, body: text });
        });
        stream.on('error', error => fail((error as NodeJS.ErrnoException).code ?? 'error'));
        stream.on('close', () => fail('closed'));
      }),
    hear: (path, line, signal) =>
      new Promise(resolve => {
        const mine = sessionNow();
        const stream = requestOn(mine, 'GET', path, null);
        let rest = '';
        let isOver = false;
        let heardMs = performance.now();
        const end = (word: string) => {
          if (isOver) return;
          isOver = true;
          clearInterval(pings);
          clearTimeout(pong);
          signal.removeEventListener('abort', stop);
          drop(mine);
          resolve(word);
        };
        const stop = () => end('aborted');
        let pong: NodeJS.Timeout | undefined;
        const pings = setInterval(() => {
          if (mine.destroyed || mine.connecting) return;
          // After a GOAWAY Node sends no pings any more: what still comes by it must say that it lives.
          if (mine.closed) {
            if (performance.now() - heardMs > 2 * PING_MS) end('silent');
            return;
          }
          clearTimeout(pong);
          pong = setTimeout(() => end('ping'), PING_MS);
          mine.ping(error => {
            if (error === null) clearTimeout(pong);
          });
        }, PING_MS);
        signal.addEventListener('abort', stop, { once: true });
        stream.setEncoding('utf8');
        stream.on('response', headers => {
          if (headers[':status'] !== 200) end(`status:${headers[':status']}`);
        });
        stream.on('data', (chunk: string) => {
          heardMs = performance.now();
          const lines = (rest + chunk).split('\n');
          rest = lines.pop()!;
          for (const each of lines) line(each);
        });
        stream.on('error', error => end((error as NodeJS.ErrnoException).code ?? 'error'));
        stream.on('close', () => end('closed'));
      }),
    close: () => session?.destroy(),
  };
}

function requestOn(
  session: ClientHttp2Session,
  method: string,
  path: string,
  body: string | null,
): ClientHttp2Stream {
  const stream = session.request({
    ':method': method,
    ':path': path,
    ...(body === null ? {} : { 'content-type': 'application/json' }),
  });
  stream.end(body ?? undefined);
  return stream;
}

/** One attempt: a new TLS connection, one GET, the whole answer, or why not. */
import { connect, type SecureContext } from 'node:tls';

export interface Answer {
  ok: boolean;
  error: string | null;
}

/** A health page is a few bytes; whoever sends more than this sends something else. */
const LONGEST_ANSWER = 256 * 1024;

/**
 * Calls `done` once. No connection, session or handshake is shared with other attempts; the context holds only the
 * CA, whose parsing would cost more than the handshake.
 */
export function request(
  target: { host: string; port: number; path: string; context: SecureContext; verified: boolean },
  deadlineMs: number,
  done: (answer: Answer) => void,
): void {
  let phase: 'connect' | 'tls' | 'answer' = 'connect';
  let settled = false;
  let received = '';
  const socket = connect({
    host: target.host,
    port: target.port,
    secureContext: target.context,
    rejectUnauthorized: target.verified,
    ALPNProtocols: ['http/1.1'],
  });
  const end = (answer: Answer) => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    done(answer);
    if (answer.ok) socket.end();
    else socket.destroy();
  };
  const timer = setTimeout(() => end({ ok: false, error: `deadline:${phase}` }), deadlineMs);
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  socket.once('connect', () => {
    phase = 'tls';
  });
  socket.once('secureConnect', () => {
    phase = 'answer';
    socket.write(
      `GET ${target.path} HTTP/1.1\r\nHost: ${target.host}:${target.port}\r\nUser-Agent: barque-probe\r\nConnection: close\r\n\r\n`,
    );
  });
  socket.on('data', (text: string) => {
    if (settled) return;
    received += text;
    if (received.length > LONGEST_ANSWER) end({ ok: false, error: 'answer:too-long' });
    else if (isWhole(received)) end(judged(received));
  });
  socket.once('end', () => end(received === '' ? { ok: false, error: `closed:${phase}` } : judged(received)));
  socket.on('error', (error: NodeJS.ErrnoException) =>
    end({ ok: false, error: error.code ?? error.message }),
  );
  socket.once('close', () => {
    end({ ok: false, error: `closed:${phase}` });
    clearTimeout(timer);
  });
}

/** Whether headers and the body they announce are there; a body without a length ends with the connection. */
function isWhole(received: string): boolean {
  const head = received.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, head))?.[1];
  return length !== undefined && received.length - head - 4 >= Number(length);
}

function judged(received: string): Answer {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(received)?.[1];
  if (status === '200') return { ok: true, error: null };
  return { ok: false, error: status === undefined ? 'answer:not-http' : `status:${status}` };
}

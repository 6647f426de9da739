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
    done(answer);
    if (answer.ok) socket.end();
    else socket.destroy();
  };
  // It outlives a success: a peer that answers and never closes would otherwise keep one socket for each attempt.
  const timer = setTimeout(() => {
    end({ ok: false, error: `deadline:${phase}` });
    socket.destroy();
  }, deadlineMs);
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
  socket.once('end', () => end(isCut(received) ? { ok: false, error: `closed:${phase}` } : judged(received)));
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
  const missing = missingBytes(received);
  return missing !== null && missing <= 0;
}

/** Whether a connection that ended here broke off: a balancer that dies in the middle of an answer sends FIN too. */
function isCut(received: string): boolean {
  if (received !== '' && !received.startsWith('HTTP/1.')) return false;
  if (!received.includes('\r\n\r\n')) return true;
  const missing = missingBytes(received);
  return missing !== null && missing > 0;
}

/** What the announced body still lacks; null while the headers are not whole, or when they announce no length. */
function missingBytes(received: string): number | null {
  const head = received.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, head))?.[1];
  return length === undefined ? null : Number(length) - (received.length - head - 4);
}

function judged(received: string): Answer {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(received)?.[1];
  if (status === '200') return { ok: true, error: null };
  return { ok: false, error: status === undefined ? 'answer:not-http' : `status:${status}` };
}

/** The probe's program against servers on loopback: counts and structure, since how long things take here is no one's promise. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseHistory } from './history.ts';
import { type ProbeRun, runProbe } from './run.ts';
import { CERTIFICATE, KEY } from './sample-certificate.ts';

let folder: string;
let servers: Server[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'barque-probe-'));
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  rmSync(folder, { recursive: true, force: true });
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Answers each GET with this text. */
function answering(text: string): Server {
  return createServer({ key: KEY, cert: CERTIFICATE }, socket => {
    socket.on('error', () => {});
    socket.on('data', () => socket.end(text));
  });
}

/** Ten attempts with a deadline that only a stalled server reaches. */
function tenAt(port: number, more: Partial<ProbeRun> = {}): ProbeRun {
  return {
    host: '127.0.0.1',
    port,
    path: '/readyz',
    caFile: null,
    everyMs: 20,
    deadlineMs: 20_000,
    forMs: 200,
    netns: null,
    history: join(folder, 'h', 'probe.jsonl'),
    ...more,
  };
}

const go = (run: ProbeRun, signal = new AbortController().signal) => runProbe(run, () => {}, signal);

describe('the probe', () => {
  it('asks a good server, and keeps every attempt on disk', async () => {
    const port = await listen(answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    const run = tenAt(port);
    const summary = await go(run);
    expect(summary).toMatchObject({
      attempts: 10,
      ok: 10,
      failed: 0,
      failedShare: 0,
      errors: {},
      verified: false,
      outage: { open: expect.any(Boolean) },
    });
    const history = parseHistory(readFileSync(run.history, 'utf8'));
    expect(history?.head).toMatchObject({ port, everyMs: 20, verified: false, origin: summary.origin });
    expect(history?.attempts).toHaveLength(10);
  });

  it('starts new attempts while a stalled server keeps all earlier ones', async () => {
    let open = 0;
    let most = 0;
    const port = await listen(
      createTcpServer(socket => {
        open += 1;
        most = Math.max(most, open);
        socket.on('error', () => {});
        // A socket that nobody reads never learns that it was closed.
        socket.resume().on('close', () => {
          open -= 1;
        });
      }),
    );
    const summary = await go(tenAt(port, { deadlineMs: 1000 }));
    expect(summary).toMatchObject({
      attempts: 10,
      ok: 0,
      failed: 10,
      failedShare: 1,
      errors: { 'deadline:tls': 10 },
      medianMs: null,
      outage: { open: true },
    });
    expect(most).toBeGreaterThan(1);
  });

  it('counts refusals', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await new Promise(resolve => server.close(resolve));
    servers = [];
    expect(await go(tenAt(port))).toMatchObject({ ok: 0, errors: { ECONNREFUSED: 10 } });
  });

  it('takes only 200 for an answer', async () => {
    const port = await listen(answering('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n'));
    expect(await go(tenAt(port))).toMatchObject({ ok: 0, errors: { 'status:503': 10 } });
  });

  it.each([
    ['nothing', ''],
    ['half its headers', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['half its body', 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nok'],
  ])('takes an answer that breaks off after %s for none', async (_, text) => {
    const port = await listen(answering(text));
    expect(await go(tenAt(port))).toMatchObject({ ok: 0, errors: { 'closed:answer': 10 } });
  });

  it('takes an answer without a length that ends with the connection', async () => {
    const port = await listen(answering('HTTP/1.1 200 OK\r\n\r\nok'));
    expect(await go(tenAt(port))).toMatchObject({ ok: 10 });
  });

  it('verifies the certificate when it is given the CA, and refuses another’s', async () => {
    const port = await listen(answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, CERTIFICATE);
    expect(await go(tenAt(port, { caFile }))).toMatchObject({ ok: 10, verified: true });
    writeFileSync(caFile, OTHER);
    expect(await go(tenAt(port, { caFile, history: join(folder, 'other.jsonl') }))).toMatchObject({
      ok: 0,
      errors: { DEPTH_ZERO_SELF_SIGNED_CERT: 10 },
    });
  });

  it.each([
    ['is not there', null, 'there is no such file'],
    ['holds no certificate', 'harbour\n', 'it holds no certificate'],
  ])('starts nothing with a CA that %s', async (_, text, words) => {
    const caFile = join(folder, 'ca.pem');
    if (text !== null) writeFileSync(caFile, text);
    const run = tenAt(1, { caFile });
    await expect(go(run)).rejects.toMatchObject({
      failure: { domain: 'configuration', where: caFile, cameBack: expect.stringContaining(words) },
    });
    expect(existsSync(run.history)).toBe(false);
  });

  it('lets go of a server that answers and never closes', async () => {
    // It can only learn from its own writes that the other side is gone: half-open connections are kept here.
    const gone = Promise.withResolvers<void>();
    const server = createServer({ key: KEY, cert: CERTIFICATE, allowHalfOpen: true }, socket => {
      let writing: NodeJS.Timeout | undefined;
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        writing = setInterval(() => socket.write('more'), 10);
      });
      socket.once('close', () => {
        clearInterval(writing);
        gone.resolve();
      });
    });
    const port = await listen(server);
    const stop = new AbortController();
    // One attempt in an hour: only its deadline can let go of the connection, not the end of the program.
    const run = runProbe(
      tenAt(port, { everyMs: 3_600_000, forMs: 7_200_000, deadlineMs: 1000 }),
      () => {},
      stop.signal,
    );
    await gone.promise;
    stop.abort();
    expect(await run).toMatchObject({ attempts: 1, ok: 1 });
  });

  it('told to stop tells what it saw until then', async () => {
    const port = await listen(answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    const stop = new AbortController();
    const summary = await runProbe(
      tenAt(port, { forMs: 3_600_000 }),
      ({ ok }) => ok > 0 && stop.abort(),
      stop.signal,
    );
    expect(summary.attempts).toBe(summary.ok + summary.failed);
    expect(summary.ok).toBeGreaterThan(0);
  });

  it('says when the namespace is not there', async () => {
    await expect(go(tenAt(1, { netns: 'barque-not-there' }))).rejects.toMatchObject({
      failure: { domain: 'configuration', where: 'network namespace barque-not-there' },
    });
  });

  it('writes over nobody’s history', async () => {
    const history = join(folder, 'kept.jsonl');
    writeFileSync(history, 'kept');
    await expect(go(tenAt(1, { history }))).rejects.toThrow(/EEXIST/);
    expect(readFileSync(history, 'utf8')).toBe('kept');
  });
});

/** Signed nothing. */
const OTHER = `-----BEGIN CERTIFICATE-----
MIIBbzCCARWgAwIBAgIUUqJPCSu2+00uKqRNILE5bkwi9MgwCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCY2EwHhcNMjYxMTIyMjMwMDE1WhcNMjYxMjIyMjMwMDE1WjAN
MQswCQYDVQQDDAJjYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNI7GbjIJmkM
lhG8jMa4Spd6/Dcn5FoT7h0icKx2HoOOAYXkAnh8HMQDcceAvkgGU+PHE0QnOOfs
2NFGnlTZt5SjUzBRMB0GA1UdDgQWBBSh0OMVoaXMJjKIHOAQAWc0FalkVTAfBgNV
HSMEGDAWgBSh0OMVoaXMJjKIHOAQAWc0FalkVTAPBgNVHRMBAf8EBTADAQH/MAoG
CCqGSM49BAMCA0gAMEUCIQD/x9hY8Od0IxGAItyhBfPypDc8V2WCI+P0Gk+Ti3X+
wQIgHm/ZjcJb8SpXZZxD+NNJ92GENWWcOBPr7e81DoSJ2qE=
-----END CERTIFICATE-----
`;

/** A connection that stays open, against a server on loopback whose network can fall silent. */
import { once } from 'node:events';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CERTIFICATE, KEY } from '../p1/sample-certificate.ts';
import { type Lane, openLane } from './lane.ts';

let server: Http2SecureServer;
let network: Server;
let sockets: Socket[];
let lane: Lane;

beforeEach(async () => {
  sockets = [];
  server = createSecureServer({ key: KEY, cert: CERTIFICATE });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // What is between the two, so that it can lose everything without a word.
  network = createServer(client => {
    const onward = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(client, onward);
    client.pipe(onward).pipe(client);
  });
  await once(network.listen(0, '127.0.0.1'), 'listening');
  const { port } = network.address() as AddressInfo;
  lane = openLane({ host: '127.0.0.1', port, ca: CERTIFICATE, identity: null });
});
afterEach(() => {
  lane.close();
  for (const socket of sockets) socket.destroy();
  network.close();
  server.close();
});

function loseEverything(): void {
  for (const socket of sockets) socket.unpipe();
}

/** What was heard, and why it ended. */
async function hearing(
  answer: (stream: ServerHttp2Stream) => void,
): Promise<{ lines: string[]; why: string }> {
  server.on('stream', stream => {
    stream.on('error', () => {});
    stream.respond({ ':status': 200 });
    stream.write('one\n');
    answer(stream);
  });
  const lines: string[] = [];
  const why = await lane.hear(
    '/watch',
    line => {
      lines.push(line);
      loseEverything();
    },
    new AbortController().signal,
  );
  return { lines, why };
}

describe('a connection on which one only listens', () => {
  it('is given up when nobody answers its pings', async () => {
    expect(await hearing(() => {})).toEqual({ lines: ['one'], why: 'ping' });
  });

  it('is given up when nothing comes by it after the server has said that it takes nothing new', async () => {
    const { lines, why } = await hearing(({ session }) => session!.goaway());
    expect({ lines, why }).toEqual({ lines: ['one'], why: 'silent' });
  });

  it('is kept while something comes by it after that', async () => {
    let left = 12;
    server.on('stream', stream => {
      stream.respond({ ':status': 200 });
      stream.session!.goaway();
      const writing = setInterval(() => {
        stream.write('more\n');
        left -= 1;
        if (left > 0) return;
        clearInterval(writing);
        stream.end();
      }, 250);
    });
    let heard = 0;
    const why = await lane.hear('/watch', () => (heard += 1), new AbortController().signal);
    expect({ heard, why }).toEqual({ heard: 12, why: 'closed' });
  });
});

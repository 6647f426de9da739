/**
 * Locks among the processes of this host: an abstract Unix socket, which the kernel frees when its holder dies,
 * so that no lock file can be left behind.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { BarqueError } from '../base/errors.ts';

export interface Holder {
  pid: number;
  doing: string;
}

export interface LockRequest {
  /** Unique on this host, as `lab-demo`. */
  name: string;
  /** What the holder does, for whoever must wait: `lab up demo`. */
  doing: string;
  /** `refuse`: throw `lock-held` at once; else called once with the holder, then wait for it. */
  whenHeld: 'refuse' | ((holder: Holder) => void);
}

/** Held until disposed or until this process ends, however it ends. */
export async function hostLock(request: LockRequest, signal: AbortSignal): Promise<AsyncDisposable> {
  const path = `\0barque-${request.name}`;
  let told = false;
  while (true) {
    signal.throwIfAborted();
    const held = await tryToHold(path, { pid: process.pid, doing: request.doing });
    if (held !== undefined) return held;
    const holder = await askHolder(path);
    if (holder === undefined) continue;
    if (request.whenHeld === 'refuse') {
      holder.socket.destroy();
      throw new BarqueError({
        domain: 'lock-held',
        attempted: request.doing,
        cameBack: `process ${holder.who.pid} is at it: ${holder.who.doing}`,
        next: 'Wait until it has ended, or stop it first.',
      });
    }
    if (!told) request.whenHeld(holder.who);
    told = true;
    // The holder's end of the connection closes when it lets go or dies.
    await once(holder.socket, 'close', { signal }).finally(() => holder.socket.destroy());
  }
}

async function tryToHold(path: string, me: Holder): Promise<AsyncDisposable | undefined> {
  const waiting = new Set<Socket>();
  const server = createServer(socket => {
    waiting.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => waiting.delete(socket));
    socket.unref();
    socket.write(`${JSON.stringify(me)}\n`);
  });
  try {
    await listen(server, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  server.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      for (const socket of waiting) socket.destroy();
      await closed;
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  server.listen(path);
  await once(server, 'listening');
}

/** Undefined when the lock was freed before its holder could answer. */
async function askHolder(path: string): Promise<{ who: Holder; socket: Socket } | undefined> {
  const socket = connect(path);
  return await new Promise(resolve => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
    socket.on('data', chunk => {
      text += chunk;
      if (text.endsWith('\n')) resolve({ who: JSON.parse(text) as Holder, socket });
    });
  });
}

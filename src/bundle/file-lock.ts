/** A lock between processes on this host that the kernel lets go when its holder dies, however it dies. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BarqueError, messageOf } from '../base/errors.ts';

/** Waiting is reported only after this: a free lock is taken in a few milliseconds. */
const WAIT_REPORTED_MS = 500;

/**
 * Runs `work` while holding the lock at `path`, waiting for it as long as `signal` allows.
 * flock(1) holds it as our child and ends with our end of its pipe, so `kill -9` of Barque frees it too;
 * `cat` echoing a line back is the sign that the lock is held.
 */
export async function withFileLock<T>(
  path: string,
  onWait: () => void,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  await mkdir(dirname(path), { recursive: true });
  const holder = spawn('flock', ['--exclusive', path, 'cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
  // A holder that ends early breaks the pipe; its end is noticed below.
  holder.stdin.on('error', () => {});
  const ended = once(holder, 'close');
  ended.catch(() => {});
  const settled = new AbortController();
  try {
    holder.stdin.write('held\n');
    const held = once(holder.stdout, 'data', { signal });
    void delay(WAIT_REPORTED_MS, undefined, { signal: settled.signal }).then(onWait, () => {});
    const first = await Promise.race([held.then(() => 'held' as const), ended.then(() => 'ended' as const)]);
    settled.abort();
    if (first === 'ended') throw new Error('flock ended without holding it');
  } catch (error) {
    settled.abort();
    holder.stdin.end();
    holder.kill('SIGKILL');
    signal.throwIfAborted();
    throw new BarqueError(
      {
        domain: 'unsupported-host',
        attempted: 'lock a folder against a second build',
        where: path,
        cameBack: messageOf(error),
        next: 'apt-get install util-linux',
      },
      error,
    );
  }
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}

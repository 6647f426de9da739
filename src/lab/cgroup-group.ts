/** One control group of version 2 (also the unified tree beside version 1): freeze, kill, state, removal. */
import { readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';

export type GroupState = { populated: boolean; frozen: boolean };

/** Reads cgroup.events; a group that is not there holds nothing. */
export async function groupState(group: string): Promise<GroupState> {
  const text = await readFile(join(group, 'cgroup.events'), 'utf8').catch(() => '');
  return parseGroupEvents(text);
}

export function parseGroupEvents(text: string): GroupState {
  return { populated: /^populated 1$/m.test(text), frozen: /^frozen 1$/m.test(text) };
}

/** Every process of the group and below is gone at once; frozen ones too. A missing group is fine. */
export async function killGroup(group: string): Promise<void> {
  await writeFile(join(group, 'cgroup.kill'), '1').catch(ignoreMissing);
}

/** Returns when the kernel says that every process stands (or runs again). */
export async function freezeGroup(
  group: string,
  frozen: boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  await writeFile(join(group, 'cgroup.freeze'), frozen ? '1' : '0');
  await until(async () => (await groupState(group)).frozen === frozen, `freeze ${group}`, clock, signal);
}

export async function waitUntilEmpty(group: string, clock: Clock, signal: AbortSignal): Promise<void> {
  await until(async () => !(await groupState(group)).populated, `empty ${group}`, clock, signal);
}

/** All process ids in the group and below. */
export async function pidsOf(group: string): Promise<number[]> {
  const own = await readFile(join(group, 'cgroup.procs'), 'utf8').catch(() => '');
  const below = await Promise.all((await childrenOf(group)).map(child => pidsOf(child)));
  return [...own.split('\n').filter(Boolean).map(Number), ...below.flat()];
}

/** Removes the group and all below it; its last processes may still be on their way out. */
export async function removeGroup(group: string, clock: Clock, signal: AbortSignal): Promise<void> {
  await until(async () => await tryToRemove(group), `remove ${group}`, clock, signal);
}

async function tryToRemove(group: string): Promise<boolean> {
  const below = await Promise.all((await childrenOf(group)).map(child => tryToRemove(child)));
  if (below.includes(false)) return false;
  try {
    await rmdir(group);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

export async function childrenOf(group: string): Promise<string[]> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  return entries.filter(entry => entry.isDirectory()).map(entry => join(group, entry.name));
}

/** The kernel needs about 20 ms for a killed machine; past 10 s something holds it (uninterruptible I/O). */
const GIVE_UP_MS = 10_000;
const POLL_MS = 5;

async function until(
  done: () => Promise<boolean>,
  attempted: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const end = clock.monotonic() + GIVE_UP_MS;
  while (!(await done())) {
    if (clock.monotonic() > end) {
      throw new BarqueError({
        domain: 'timeout',
        attempted,
        cameBack: `the kernel has not done it after ${GIVE_UP_MS / 1000} s`,
        next: 'Look for processes in uninterruptible sleep (state D) with\n\n  ps -eo pid,stat,wchan:20,args',
      });
    }
    await clock.sleep(POLL_MS, signal);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT' && error.code !== 'ENODEV') throw error;
}

/** Follows something on a host through its deaths: as soon as the host answers again, it goes on. */
import type { Clock } from '../../base/clock.ts';
import type { Door, Following } from '../../hosts/host.ts';

/** Milliseconds between two tries; a host that boots takes seconds. */
const AGAIN_MS = 500;

/** Resolves when the signal comes. */
export async function followAgain(
  door: Door,
  following: Following,
  hear: (line: string) => void,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await door.follow(following, hear, signal);
    await clock.sleep(AGAIN_MS, signal).catch(() => {});
  }
}

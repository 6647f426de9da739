/** Watches on every balancer which of its servers HAProxy calls up. */
import type { Clock } from '../../base/clock.ts';
import { upOf, WATCH_BACKENDS } from '../../facts/watch/backends.ts';
import type { Door } from '../../hosts/host.ts';
import type { BackendState } from '../proof.ts';
import { followAgain } from './follow-again.ts';

/** In the order in which it is heard, for all balancers. Ends with the signal. */
export async function watchBackends(
  doors: readonly Door[],
  clock: Clock,
  signal: AbortSignal,
): Promise<BackendState[]> {
  const states: BackendState[] = [];
  await Promise.all(
    doors.map(door =>
      followAgain(
        door,
        WATCH_BACKENDS,
        line => {
          const seen = upOf(line);
          if (seen !== null) states.push({ ...seen, balancer: door.host.name });
        },
        clock,
        signal,
      ),
    ),
  );
  return states.sort((a, b) => a.atMs - b.atMs);
}

/** Watches on every balancer which of its servers HAProxy calls up. */
import type { Clock } from '../../base/clock.ts';
import { upOf, WATCH_BACKENDS } from '../../facts/watch/backends.ts';
import type { Door } from '../../hosts/host.ts';
import type { BackendState } from '../proof.ts';
import { followAgain } from './follow-again.ts';

/** Added to `heard` as it comes, for all balancers. Ends with the signal. */
export async function watchBackends(
  doors: readonly Door[],
  heard: BackendState[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    doors.map(door =>
      followAgain(
        door,
        WATCH_BACKENDS,
        line => {
          const seen = upOf(line);
          if (seen !== null) heard.push({ ...seen, balancer: door.host.name });
        },
        clock,
        signal,
      ),
    ),
  );
}

/** A promise that cannot be kept, as a failure with the nearest one that can. */
import { formatDuration } from '../base/duration.ts';
import { BarqueError } from '../base/errors.ts';
import { type Derived, derive, type Wish } from './derive.ts';

/** `derive`, or throws configuration. */
export function deriveOrRefuse(wish: Wish): Extract<Derived, { is: 'timers' }> {
  const derived = derive(wish);
  if (derived.is === 'timers') return derived;
  const { promise, wantedMs, nearestMs } = derived;
  const about = promise === 'failover' ? 'a power loss or crash' : 'a hanging HAProxy';
  throw new BarqueError({
    domain: 'configuration',
    attempted: `derive timers from availability.${promise}: ${formatDuration(wantedMs)}`,
    cameBack: `with the profile ${wish.profile}, an outage by ${about} can last ${formatDuration(nearestMs)}`,
    next: `Write availability.${promise}: ${formatDuration(nearestMs)} or more, or a profile that expects less of the hosts to stall.`,
  });
}

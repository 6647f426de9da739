/** A promise that cannot be kept, as a failure with the nearest one that can. */
import { formatDuration } from '../base/duration.ts';
import { BarqueError } from '../base/errors.ts';
import { type Derived, derive, type Wish } from './derive.ts';

/** What each promise bounds. */
export const LONGEST_WORDS = {
  failover: 'an outage by a power loss or crash',
  hang: 'an outage by a hanging HAProxy',
} as const;

/** `derive`, or throws configuration. */
export function deriveOrRefuse(wish: Wish): Extract<Derived, { is: 'timers' }> {
  const derived = derive(wish);
  if (derived.is === 'timers') return derived;
  const { promise, wantedMs, nearestMs } = derived;
  const profiles = wish.profile === 'lan' ? '' : ', or a profile that expects hosts to stall less';
  throw new BarqueError({
    domain: 'configuration',
    attempted: `derive timers from availability.${promise}: ${formatDuration(wantedMs)}`,
    cameBack: `with the profile ${wish.profile}, ${LONGEST_WORDS[promise]} can last ${formatDuration(nearestMs)}`,
    next: `Write availability.${promise}: ${formatDuration(nearestMs)} or more${profiles}.`,
  });
}

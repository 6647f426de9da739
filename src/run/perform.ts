/** One step, to a certain end if there is one: a lost reply is asked for again, and the host attaches instead of acting twice. */
import type { Clock } from '../base/clock.ts';
import type { Action, HostInHand, Outcome } from '../hosts/host.ts';
import type { Record } from './event.ts';

/** Milliseconds before each new attempt after a lost reply: a rebooting sshd is back within these. */
const PAUSES_MS = [500, 2_000, 5_000, 10_000];

export async function performStep(
  hand: HostInHand,
  action: Action,
  clock: Clock,
  record: Record,
  signal: AbortSignal,
): Promise<Outcome> {
  let outcome = await hand.perform(action, signal);
  for (const [attempt, pauseMs] of PAUSES_MS.entries()) {
    if (outcome.is !== 'unknown' || signal.aborted) return outcome;
    await record({ is: 'step.retry', step: action.id, because: outcome.because, attempt: attempt + 1 });
    await clock.sleep(pauseMs, signal);
    outcome = await hand.perform(action, signal);
  }
  return outcome;
}

/** Steps, to a certain end if there is one: a lost reply is asked for again, and the host attaches instead of acting twice. */
import type { Clock } from '../base/clock.ts';
import type { Action, HostInHand, Outcome } from '../hosts/host.ts';
import type { Record } from './event.ts';

/** Milliseconds before each new attempt after a lost reply: a rebooting sshd is back within these. */
const PAUSES_MS = [500, 2_000, 5_000, 10_000];

/** Milliseconds before what was not done is tried again: an election of etcd is over within these (1 s timeout). */
const AGAIN_MS = 3_000;

export async function performStep(
  hand: HostInHand,
  action: Action,
  clock: Clock,
  record: Record,
  signal: AbortSignal,
): Promise<Outcome> {
  let now = action;
  let lost = 0;
  let left = action.tries;
  for (let attempt = 1; ; attempt += 1) {
    const began = clock.monotonic();
    const outcome = await hand.perform(now, signal);
    if (signal.aborted) return outcome;
    const again = async (because: string, pauseMs: number) => {
      await record({ is: 'step.retry', step: action.id, because, attempt });
      await clock.sleep(pauseMs, signal);
    };
    if (outcome.is === 'unknown') {
      const pauseMs = PAUSES_MS[lost++];
      if (pauseMs === undefined) return outcome;
      await again(outcome.because, pauseMs);
    } else if (outcome.is === 'not-done' && clock.monotonic() - began < action.deadlineMs && left-- > 0) {
      // What took all of its time has had its chance; what ended before may have been unlucky.
      await again(outcome.log.trim().split('\n').at(-1) || 'it was not done', AGAIN_MS);
      // Nobody else was there: what is seen now is what this step made of it.
      now = { ...action, before: outcome.observed };
    } else return outcome;
  }
}

/**
 * Several inline actions in one round trip, each to its end as performStep says, until one is not done; outcomes of those
 * that were come to. When an answer got lost, the first of them is asked for alone, and what comes after it together again.
 */
export async function performTogether(
  hand: HostInHand,
  actions: readonly Action[],
  clock: Clock,
  record: Record,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const outcomes = await hand.performTogether(actions, signal);
  const last = outcomes.at(-1)!;
  if (signal.aborted || last.is !== 'unknown') return outcomes;
  const [stuck, ...rest] = actions.slice(outcomes.length - 1);
  await record({ is: 'step.retry', step: stuck!.id, because: last.because, attempt: 1 });
  const alone = await performStep(hand, stuck!, clock, record, signal);
  const known = [...outcomes.slice(0, -1), alone];
  if (alone.is !== 'done' || rest.length === 0) return known;
  return [...known, ...(await performTogether(hand, rest, clock, record, signal))];
}

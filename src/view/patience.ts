/** How long a look may wait for hosts: long enough for a slow one, short enough when one is dead. */
import type { Clock } from '../base/clock.ts';

export interface Patience {
  /** Aborted when hosts that have not said hello count as silent. */
  hellos: AbortSignal;
  /** Aborted when those that did have had their time for the whole answer, and the API for its own. */
  answers: AbortSignal;
  /** A host has said hello: how long that took tells how slow everything is today. */
  heard(): void;
  /** Ends the waiting. */
  end(): void;
}

/** How many times as long as the first hello all others may take: on a busy machine everything is slow. */
const STRETCH = 2;
/** The same while nobody has said hello: then it is as likely the operator's own machine that is slow. */
const LONELY_STRETCH = 1.5;
/**
 * How long the whole answer may take after that, in times of the wait for hellos: one with an apiserver that hangs
 * takes 1.5 s, of which kubectl waits one.
 */
const ANSWER_SHARE = 1.5;
/** Milliseconds after which the end, which may have moved, is looked at again. */
const TICK_MS = 50;

/** `leastMs`: milliseconds for the hellos where nothing is slow. */
export function patienceOf(leastMs: number, clock: Clock): Patience {
  const began = clock.monotonic();
  const [hellos, answers, end] = [new AbortController(), new AbortController(), new AbortController()];
  let endsAt = leastMs * LONELY_STRETCH;
  let isHeard = false;
  const passed = () => clock.monotonic() - began;
  const giveUp = (abort: AbortController) =>
    abort.abort(new Error(`no answer within ${(passed() / 1000).toFixed(1)} s`));
  const wait = async () => {
    while (passed() < endsAt) await clock.sleep(Math.min(endsAt - passed(), TICK_MS), end.signal);
    giveUp(hellos);
    await clock.sleep(passed() * ANSWER_SHARE, end.signal);
    giveUp(answers);
  };
  wait().catch(() => {});
  return {
    hellos: hellos.signal,
    answers: answers.signal,
    heard: () => {
      if (isHeard) return;
      isHeard = true;
      endsAt = Math.max(leastMs, STRETCH * passed());
    },
    end: () => end.abort(),
  };
}

/** Starts attempts on a schedule that does not wait for them: what a closed loop would leave out is the outage. */
import type { Attempt } from './history.ts';
import type { ProbeParameters } from './parameters.ts';
import type { Answer } from './request.ts';

export interface LoopEnd {
  attempts: readonly Attempt[];
  started: number;
  worstLatenessMs: number;
}

/**
 * Starts attempt n at n · everyMs, for every n with n · everyMs < forMs; when this process was late, those that are
 * due are started at once and the lateness is kept. Resolves when all have ended. After the signal none is started.
 */
export function openLoop(
  { everyMs, forMs }: Pick<ProbeParameters, 'everyMs' | 'forMs'>,
  nowMs: () => number,
  start: (done: (answer: Answer) => void) => void,
  ended: (attempt: Attempt) => void,
  signal: AbortSignal,
): Promise<LoopEnd> {
  const { promise, resolve } = Promise.withResolvers<LoopEnd>();
  const attempts: Attempt[] = [];
  let started = 0;
  let worstLatenessMs = 0;
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const finish = () => {
    if (over && attempts.length === started) resolve({ attempts, started, worstLatenessMs });
  };
  const stop = () => {
    clearTimeout(timer);
    over = true;
    finish();
  };
  const one = () => {
    const startMs = nowMs();
    worstLatenessMs = Math.max(worstLatenessMs, startMs - started * everyMs);
    started += 1;
    start(({ ok, error }) => {
      const attempt = { startMs, latencyMs: nowMs() - startMs, ok, error };
      attempts.push(attempt);
      ended(attempt);
      finish();
    });
  };
  const turn = () => {
    while (!over && started * everyMs < forMs && started * everyMs <= nowMs()) one();
    if (over) return;
    if (started * everyMs >= forMs) stop();
    else timer = setTimeout(turn, Math.max(0, started * everyMs - nowMs()));
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  else turn();
  return promise;
}

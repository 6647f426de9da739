/** Virtual time: sleepers wake in order when nothing else can go on. */
import type { Clock } from '../../base/clock.ts';

interface Sleeper {
  at: number;
  order: number;
  wake(): void;
}

export interface VirtualClock extends Clock {
  /** Lets everything that is ready go on, then wakes the next sleeper; false when nobody sleeps. */
  step(): Promise<boolean>;
}

/** `startMs` is the epoch time at which the simulation begins. */
export function virtualClock(startMs: number): VirtualClock {
  const sleepers: Sleeper[] = [];
  let now = 0;
  let order = 0;
  return {
    now: () => startMs + now,
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const abort = () => {
          const at = sleepers.indexOf(sleeper);
          if (at >= 0) sleepers.splice(at, 1);
          reject(signal.reason);
        };
        const wake = () => {
          // Whoever woke listens no more: each new listener is compared with all that there are.
          signal.removeEventListener('abort', abort);
          resolve();
        };
        const sleeper: Sleeper = { at: now + Math.max(0, ms), order: order++, wake };
        sleepers.push(sleeper);
        signal.addEventListener('abort', abort, { once: true });
      }),
    step: async () => {
      // Promise chains of any length run dry before the next turn of the event loop.
      await new Promise(resolve => setImmediate(resolve));
      let next: Sleeper | undefined;
      for (const sleeper of sleepers) {
        if (
          next === undefined ||
          sleeper.at < next.at ||
          (sleeper.at === next.at && sleeper.order < next.order)
        ) {
          next = sleeper;
        }
      }
      if (next === undefined) return false;
      sleepers.splice(sleepers.indexOf(next), 1);
      now = next.at;
      next.wake();
      return true;
    },
  };
}

/** Ctrl-C at a run on real machines: pressed once or twice, and what hosts and journal tell of it afterwards. */
import { setTimeout as delay } from 'node:timers/promises';
import type { StampedEvent } from '../../src/run/event.ts';
import { on, type Ran, type Running } from './barque.ts';

/** Two signals within half a second count as one press of a key (src/cli/main.ts). */
const NEXT_PRESS_MS = 600;

export function pressOnce({ child, ended }: Running): Promise<Ran> {
  child.kill('SIGINT');
  return ended;
}

/** The first one is answered as politely as ever: the run must still be busy when the second one comes. */
export async function pressTwice({ child, ended }: Running): Promise<Ran> {
  child.kill('SIGINT');
  await delay(NEXT_PRESS_MS);
  child.kill('SIGINT');
  return ended;
}

export interface Fence {
  epoch: number;
  /** Whether the run has given the host back. */
  released: boolean;
  /** Units of steps that run. */
  running: string[];
}

/** Whose each machine is, and which steps run there. */
export function fences(lab: string, machines: readonly string[]): Promise<Fence[]> {
  const words =
    "cat /var/lib/barque/fence; systemctl list-units --plain --no-legend --state=active,activating,deactivating 'barque-step-*'";
  return Promise.all(
    machines.map(async machine => {
      const told = await on(lab, machine, words);
      return {
        epoch: Number(/^epoch=(\d+)$/m.exec(told)?.[1]),
        released: /^released=yes$/m.test(told),
        running: told.match(/^barque-step-\S+/gm) ?? [],
      };
    }),
  );
}

/** Steps that began and have no outcome. */
export function unfinished(events: readonly StampedEvent[]): string[] {
  const ended = new Set(events.flatMap(event => (event.is === 'step.outcome' ? [event.step] : [])));
  return events.flatMap(event => (event.is === 'step.intent' && !ended.has(event.step) ? [event.step] : []));
}

/** What began although the run was being stopped: after the first change that was cut short, or not begun, for it. */
export function begunLate(events: readonly StampedEvent[]): string[] {
  const stopped = events.findIndex(
    event =>
      (event.is === 'change.ended' && event.result === 'cancelled') ||
      (event.is === 'change.held' && event.because === 'cancelled'),
  );
  if (stopped < 0) return ['no change was cut short or held back'];
  return events.slice(stopped).flatMap(event => {
    if (event.is === 'step.intent') return [event.step];
    return event.is === 'change.began' ? [event.change] : [];
  });
}

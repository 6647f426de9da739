/** How far hosts' clocks are from ours: what hosts date is told by our clock, as far as that can be known. */
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import { HOST_CLOCK } from '../facts/clock.ts';
import type { Door } from '../hosts/host.ts';
import type { BackendState, Holding } from './proof.ts';
import type { ReadHistory } from './traffic/history.ts';

export interface Difference {
  /** Milliseconds by which the host's clock is ahead of ours. */
  aheadMs: number;
  /** Milliseconds by which that may be wrong. */
  uncertainMs: number;
}

/** By host. One that is not in it has our clock. */
export type Clocks = ReadonlyMap<string, Difference>;

/**
 * Milliseconds. With more doubt an outage's beginning is nobody's knowledge: a quarter of P1's deadline, as for its own
 * lateness (p1/parameters.ts).
 */
export const DOUBTFUL_MS = 50;

/** Both clocks of the machine that measures, milliseconds: what has the date, and what nobody can set. */
export interface Moment {
  dateMs: number;
  steadyMs: number;
}

export function momentOf(clock: Clock): Moment {
  return { dateMs: clock.now(), steadyMs: clock.monotonic() };
}

/**
 * Milliseconds by which the date was set since then, ahead where positive. Each program of traffic knows the date of its
 * start alone: one that started before tells other times than one that looks now. Virtual machines are set when they were
 * paused: by 2 to 6 s, seen twice (docs/measurements/failover.md).
 */
export function setSince({ dateMs, steadyMs }: Moment, clock: Clock): number {
  return clock.now() - dateMs - (clock.monotonic() - steadyMs);
}

/** The fastest of some answers is the most exact: what passes between question and answer is the doubt. */
const QUESTIONS = 5;

/** What does not answer is left out. */
export async function compareClocks(
  doors: readonly Door[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Clocks> {
  const each = await Promise.all(
    doors.map(async door => [door.host.name, await difference(door, clock, signal)] as const),
  );
  return new Map(each.flatMap(([host, found]) => (found === null ? [] : [[host, found] as const])));
}

async function difference({ host }: Door, clock: Clock, signal: AbortSignal): Promise<Difference | null> {
  let best: Difference | null = null;
  try {
    for (let nth = 0; nth < QUESTIONS; nth += 1) {
      const [from, since] = [clock.now(), clock.monotonic()];
      const theirs = await host.read(HOST_CLOCK, signal);
      const uncertainMs = (clock.monotonic() - since) / 2;
      if (best === null || uncertainMs < best.uncertainMs)
        best = { aheadMs: theirs - (from + uncertainMs), uncertainMs };
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BarqueError)) throw error;
  }
  return best;
}

/** In between a clock was in between; that it was moved meanwhile is a doubt, too. */
export function between(before: Clocks, after: Clocks): Clocks {
  const hosts = new Set([...before.keys(), ...after.keys()]);
  return new Map(
    [...hosts].map(host => {
      const [a, b] = [before.get(host), after.get(host)];
      if (a === undefined || b === undefined) return [host, (a ?? b)!] as const;
      const drift = Math.abs(a.aheadMs - b.aheadMs) / 2;
      return [
        host,
        {
          aheadMs: (a.aheadMs + b.aheadMs) / 2,
          uncertainMs: Math.max(a.uncertainMs, b.uncertainMs, drift),
        },
      ] as const;
    }),
  );
}

/** Why times of a host cannot be told by ours, in words. */
export function doubts(clocks: Clocks): string[] {
  return [...clocks]
    .filter(([, { uncertainMs }]) => uncertainMs > DOUBTFUL_MS)
    .map(
      ([host, { uncertainMs }]) =>
        `${host}’s clock is known to ${Math.round(uncertainMs)} ms only, and ${DOUBTFUL_MS} ms are needed`,
    );
}

/** A host's time by our clock, milliseconds. */
export function oursOf(atMs: number, host: string, clocks: Clocks): number {
  return atMs - (clocks.get(host)?.aheadMs ?? 0);
}

export function holdingByOurs(holding: Holding, clocks: Clocks): Holding {
  const changes = holding.changes.map(each => ({ ...each, atMs: oursOf(each.atMs, holding.host, clocks) }));
  return { ...holding, changes };
}

export function backendByOurs(state: BackendState, clocks: Clocks): BackendState {
  return { ...state, atMs: oursOf(state.atMs, state.balancer, clocks) };
}

/** What a pod on `node` saw. */
export function historyByOurs(history: ReadHistory, node: string, clocks: Clocks): ReadHistory {
  const ours = (atMs: number) => oursOf(atMs, node, clocks);
  return { ...history, attempts: history.attempts.map(each => ({ ...each, startMs: ours(each.startMs) })) };
}

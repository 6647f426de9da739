/** A made-up sample in which all went well, for tests of judges: each changes what it is about. */
import type { Attempt } from './p1/history.ts';
import type { Sample, TrafficHistory, TrafficKind } from './proof.ts';

/** When the fault came, milliseconds since the epoch. */
export const FAULT_MS = 1_000_000;

/** Attempts at a rhythm from 500 ms before the fault to 10 s after it; those that start in [from, to) fail. */
export function historyWith(kind: TrafficKind, everyMs: number, fromMs = 0, toMs = 0): TrafficHistory {
  const startMs = FAULT_MS - 500;
  const endMs = FAULT_MS + 10_000;
  const attempts = Array.from({ length: Math.floor((endMs - startMs) / everyMs) }, (_, nth): Attempt => {
    const at = startMs + nth * everyMs;
    const isLost = at >= FAULT_MS + fromMs && at < FAULT_MS + toMs;
    return isLost
      ? { startMs: at, latencyMs: 200, ok: false, error: 'deadline:connect' }
      : { startMs: at, latencyMs: 5, ok: true, error: null };
  });
  return { kind, everyMs, deadlineMs: 200, window: { startMs, endMs }, attempts, worstLatenessMs: 3 };
}

export const GOOD: Sample = {
  nth: 1,
  oneMachine: true,
  setMs: 0,
  variant: '',
  struck: ['cp1'],
  hits: [
    {
      host: 'cp1',
      what: 'machine',
      ledEtcd: false,
      atMs: FAULT_MS,
      heldToMs: FAULT_MS + 8000,
      judgedToMs: FAULT_MS + 8000,
    },
  ],
  startMs: FAULT_MS - 500,
  faultMs: FAULT_MS,
  healedMs: FAULT_MS + 8000,
  judgedToMs: FAULT_MS + 8000,
  endMs: FAULT_MS + 10_000,
  traffic: [
    historyWith('newConnections', 20, 0, 600),
    historyWith('watches', 100),
    historyWith('writes', 100, 0, 1000),
  ],
  broken: [],
  observed: {
    holdings: [
      { host: 'cp1', told: true, held: true, changes: [{ atMs: FAULT_MS, held: false }] },
      { host: 'cp2', told: true, held: false, changes: [{ atMs: FAULT_MS + 500, held: true }] },
    ],
    arp: Array.from({ length: 100 }, (_, nth) => {
      const afterMs = (nth - 2) * 50;
      const by = afterMs < 0 ? ['02:00:00:00:00:01'] : afterMs < 600 ? [] : ['02:00:00:00:00:02'];
      return { atMs: FAULT_MS + afterMs, by };
    }),
    backends: [
      { atMs: FAULT_MS - 400, balancer: 'cp2', up: ['cp1', 'cp2', 'cp3'] },
      { atMs: FAULT_MS + 1200, balancer: 'cp2', up: ['cp2', 'cp3'] },
    ],
  },
  written: { acknowledged: ['a', 'b'], unknown: ['c'], found: ['a', 'b'] },
  wholeMs: FAULT_MS + 9000,
  problems: [],
  pods: {
    before: [{ name: 'kube-system/proxy', uid: '1', node: 'cp2', restarts: 0 }],
    after: [{ name: 'kube-system/proxy', uid: '1', node: 'cp2', restarts: 0 }],
  },
  timeline: [{ atMs: FAULT_MS, is: 'fault', what: 'power-cut of cp1' }],
};

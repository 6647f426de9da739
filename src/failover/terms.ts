/** What each fault's outage is made of, term by term: `predict` adds them up, `explain failover` shows them. */
import {
  backendDownMs,
  hangNoticeMs,
  PROBE_MS,
  skewMs,
  TAKE_MS,
  TRACKED_FILE_MS,
  takerPriority,
} from './equations.ts';
import type { FailoverModel } from './model.ts';

/** In the order in which a failover passes. */
export type TermName =
  | 'missed-adverts'
  | 'check'
  | 'hook'
  | 'tracked-file'
  | 'skew'
  | 'take'
  | 'backend-checks'
  | 'stall'
  | 'probe';

export interface Term {
  name: TermName;
  /** Milliseconds, at most. */
  ms: number;
}

/** `power-loss` is also a lost link or kernel; `hand-over` is a planned one. Backends are apiservers. */
export const FAULTS = [
  'power-loss',
  'haproxy-crash',
  'haproxy-hang',
  'hand-over',
  'backend-crash',
  'backend-hang',
] as const;

export type Fault = (typeof FAULTS)[number];

/** Null where nothing would ever notice, or nobody could take over. Backends are more than one. */
export function termsOf(model: FailoverModel, fault: Fault): Term[] | null {
  const { version, advertMs, downAdverts, priorities } = model.vrrp;
  const term = (name: TermName, ms: number): Term => ({ name, ms });
  const stall = term('stall', model.stallMs);
  const probe = term('probe', PROBE_MS);
  // A refused connection is given to another server at once (redispatch); only the prober's own clock is left.
  if (fault === 'backend-crash') {
    if (model.backend.redispatch !== false) return [probe];
    // A check is refused as quickly as a client.
    const refused = backendDownMs({ ...model.backend, checkTimeoutMs: 0 });
    return [term('backend-checks', refused), stall, probe];
  }
  if (fault === 'backend-hang') return [term('backend-checks', backendDownMs(model.backend)), stall];
  // With one balancer there is nobody to take over.
  if (priorities.length < 2) return null;
  const taking = [
    term('skew', skewMs(version, advertMs, takerPriority(priorities))),
    term('take', TAKE_MS),
    stall,
    probe,
  ];
  // Worst case: the last advert that counts left just before the fault.
  const missed = term('missed-adverts', downAdverts * advertMs);
  const ignored = model.tracking === 'weight' ? [missed] : [];
  switch (fault) {
    case 'power-loss':
      return [missed, ...taking];
    case 'haproxy-crash':
      return [
        term('hook', model.crashNoticeMs),
        term('tracked-file', TRACKED_FILE_MS),
        ...ignored,
        ...taking,
      ];
    case 'haproxy-hang':
      return model.check === null ? null : [term('check', hangNoticeMs(model.check)), ...ignored, ...taking];
    case 'hand-over':
      return taking;
  }
}

/** Infinity where there are no terms. */
export function totalMs(terms: readonly Term[] | null): number {
  return terms === null ? Number.POSITIVE_INFINITY : terms.reduce((sum, { ms }) => sum + ms, 0);
}

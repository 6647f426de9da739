/** The arithmetic of a cluster's promises: for each profile the timers and what each fault costs, or the refusal. */
import { type Derived, derive, type Timers, type Wish } from './derive.ts';
import { type Prediction, predict } from './predict.ts';
import type { ChosenProfile } from './profiles.ts';
import { FAULTS, type Fault, type Term, termsOf, totalMs } from './terms.ts';

export interface ExplainedFault {
  fault: Fault;
  /** Null where nobody would take over. */
  terms: readonly Term[] | null;
  /** Milliseconds, at most; infinity where there are no terms. */
  totalMs: number;
  /** The promise that bounds it, milliseconds; null: none does. */
  boundMs: number | null;
}

export type Explained =
  | { is: 'kept'; profile: ChosenProfile; timers: Timers; faults: ExplainedFault[]; prediction: Prediction }
  | (Extract<Derived, { is: 'refused' }> & { profile: ChosenProfile });

/** What one profile makes of the wish. */
export function explain(wish: Wish): Explained {
  const derived = derive(wish);
  if (derived.is === 'refused') return { ...derived, profile: wish.profile };
  const { timers, model } = derived;
  const faults = FAULTS.map(fault => {
    const terms = termsOf(model, fault);
    return { fault, terms, totalMs: totalMs(terms), boundMs: boundOf(fault, wish) };
  });
  return { is: 'kept', profile: wish.profile, timers, faults, prediction: predict(model) };
}

function boundOf(fault: Fault, { failoverMs, hangMs }: Wish): number | null {
  switch (fault) {
    case 'power-loss':
    case 'haproxy-crash':
      return failoverMs;
    case 'haproxy-hang':
      return hangMs;
    case 'hand-over':
    case 'backend-crash':
    case 'backend-hang':
      return null;
  }
}

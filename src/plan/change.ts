/** Steps and changes: what will be done, where, in which order, and what it interrupts. */
import type { Observation } from '../base/observation.ts';
import type { Verb } from './verb.ts';

export interface Step {
  /** `host/change/step`, unique in the plan. */
  id: string;
  verb: Verb;
  deadlineMs: number;
  /**
   * What the step starts from; null when an earlier step of the plan decides that (a package that brings the file), or when
   * nobody could tell (an API that gave no answer).
   */
  before: Observation | null;
  after: Observation;
  /** `safe`: acting twice is as acting once. `only-if-not-done`: after an unknown outcome, observe first. */
  repeat: 'safe' | 'only-if-not-done';
}

export interface Interruption {
  what: 'vip' | 'api' | 'etcd' | 'node';
  atMostMs: number;
}

/** `+` made, `~` changed, `-` removed, `±` removed and made again. */
export type Action = '+' | '~' | '-' | '±';

/** Why a change is there; `unseen`: whoever knows some of it gave no answer. The views put it into words. */
export type Because = 'absent' | 'unwanted' | 'differs' | 'not-loaded' | 'not-running' | 'unseen';

export interface Change {
  /** `host/subject`. */
  id: string;
  host: string;
  action: Action;
  because: Because;
  interrupts: readonly Interruption[];
  /** In order; each begins when the one before is done. */
  steps: readonly Step[];
  /** Milestones that must have been reached before it starts. */
  needs: readonly string[];
  /** Milestones reached when it is done. */
  gives: readonly string[];
}

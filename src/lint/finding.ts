/** A finding: one mistake that files may have, why it is one, and what to write instead. */
import type { HaproxyView } from './haproxy.ts';
import type { Instance, KeepalivedView } from './keepalived.ts';

/**
 * Error: a fault is not survived, or ordinary use is cut. Warning: it takes longer or costs more than it need.
 * Advice: it can be better.
 */
export type Severity = 'error' | 'warning' | 'advice';

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'advice'];

/** All files that are judged together. */
export interface LintModel {
  haproxy: readonly HaproxyView[];
  keepalived: readonly KeepalivedView[];
  /** Instances of different files that carry the same VIP, or have peers in common: one group each. */
  groups: readonly (readonly Instance[])[];
}

export interface Found {
  file: string;
  /** From 1. */
  line: number;
  reason: string;
  remedy: string;
}

export interface Finding {
  /** Stable: people write it into their scripts. */
  id: string;
  severity: Severity;
  title: string;
  find(model: LintModel): Found[];
}

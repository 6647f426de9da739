/** The plan: data, the same bytes for the same spec, facts and bundle. */
import type { Digest } from '../base/digest.ts';
import { canonicalJson } from '../base/json.ts';
import type { Change } from './change.ts';
import type { LateValue } from './late.ts';

export const PLAN_FORMAT = 'barque.plan/v1';

export interface BundleRef {
  digest: Digest;
  /** How the programs came to be; `go-modules` are for labs. */
  provenance: 'go-modules' | 'release';
}

/** What a run is for. */
export type Operation = 'converge' | 'reset' | 'maintenance' | 'return' | 'remove' | 'vip-move' | 'drill';

export interface Plan {
  format: typeof PLAN_FORMAT;
  /** Version of Barque that made it. */
  tool: string;
  operation: Operation;
  cluster: string;
  spec: Digest;
  /** Null: nothing of a bundle is needed. */
  bundle: BundleRef | null;
  /** Digest of each reached host's stable facts. */
  facts: Readonly<Record<string, Digest>>;
  /** Hosts of the spec that could not be reached: out of this run. */
  unreachable: readonly string[];
  /** Hosts in maintenance, which it leaves alone; missing: none. */
  inMaintenance?: readonly string[];
  /** Hosts that the cluster's record has and the file has not, sorted: nobody has removed them, and nothing is done to them. */
  forgotten?: readonly string[];
  /** Hosts on whose distribution nobody has tried Barque, and which one each has: `ubuntu 24.04`; missing: none. */
  untested?: Readonly<Record<string, string>>;
  /** The hosts that it was limited to, sorted; missing: all. */
  limit?: readonly string[];
  /** What only the run knows, and where it reads it. */
  late: readonly LateValue[];
  changes: readonly Change[];
  blobs: Readonly<Record<Digest, string>>;
}

/** The bytes of a saved plan. */
export function printPlan(plan: Plan): string {
  return `${canonicalJson(plan)}\n`;
}

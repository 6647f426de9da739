/** All that is read from a host in one round trip before planning: its stable facts and its claim. */
import type { ClusterRecord } from '../base/record.ts';
import { batch, type Part } from '../hosts/batch.ts';
import { CLAIM, type Claim } from '../hosts/claim.ts';
import type { Reading } from '../hosts/reading.ts';
import { interfaceOf } from './interface.ts';
import { RECORD } from './record.ts';
import { SYSTEM, type SystemFact } from './system.ts';

/** What planning may know of a host; nothing in it changes by load, time or failover. */
export interface HostFacts {
  system: SystemFact;
  interface: string | null;
  record: ClusterRecord | null;
}

export interface HostState {
  facts: HostFacts;
  /** Who holds the host: never part of planning. */
  claim: Claim;
}

/** `address` is the host's own, by the spec. */
export function hostState(address: string): Reading<HostState> {
  const parts = [SYSTEM, interfaceOf(address), RECORD, { ...CLAIM, args: [] }] as const;
  const all = batch<unknown>('facts', parts as readonly Part<unknown>[]);
  const stateOf = (answers: unknown[]): HostState => {
    const [system, iface, record, claim] = answers as [
      SystemFact,
      string | null,
      ClusterRecord | null,
      Claim,
    ];
    return { facts: { system, interface: iface, record }, claim };
  };
  return {
    ...all,
    parse: stdout => stateOf(all.parse(stdout)),
    simulate: machine => stateOf(all.simulate(machine)),
  };
}

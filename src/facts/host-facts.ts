/** All that is read from a host in one round trip before planning: its stable facts and its claim. */
import type { ClusterRecord } from '../base/record.ts';
import { batch, type Part } from '../hosts/batch.ts';
import { CLAIM, type Claim } from '../hosts/claim.ts';
import type { Reading } from '../hosts/reading.ts';
import { GUARDING } from './guarding.ts';
import { interfaceOf } from './interface.ts';
import { KUBERNETES, type KubernetesFact } from './kubernetes.ts';
import { MAINTENANCE } from './maintenance.ts';
import { mtuOf } from './mtu.ts';
import { networkFileOf } from './network-file.ts';
import { RECORD } from './record.ts';
import { SYSTEM, type SystemFact } from './system.ts';

/** What planning may know of a host; nothing in it changes by load, time or failover. */
export interface HostFacts {
  system: SystemFact;
  interface: string | null;
  /** Bytes, of the interface that has the node's address; null: none has it. */
  mtu: number | null;
  /** By which file systemd-networkd looks after the interface of the host's address; null: it does not. */
  networkFile: string | null;
  record: ClusterRecord | null;
  kubernetes: KubernetesFact;
  /** Since when it is in maintenance; null: it is in service. */
  maintenance: string | null;
  /** Whether its Keepalived is to run. */
  guarding: boolean;
}

export interface HostState {
  facts: HostFacts;
  /** Who holds the host: never part of planning. */
  claim: Claim;
}

/** Both are the host's own, by the spec. */
export function hostState({
  address,
  nodeAddress,
}: {
  address: string;
  nodeAddress: string;
}): Reading<HostState> {
  const parts = [
    SYSTEM,
    interfaceOf(address),
    mtuOf(nodeAddress),
    networkFileOf(address),
    RECORD,
    KUBERNETES,
    MAINTENANCE,
    GUARDING,
    { ...CLAIM, args: [] },
  ] as const;
  const all = batch<unknown>('facts', parts as readonly Part<unknown>[]);
  const stateOf = (answers: unknown[]): HostState => {
    const [system, iface, mtu, networkFile, record, kubernetes, maintenance, guarding, claim] = answers as [
      SystemFact,
      string | null,
      number | null,
      string | null,
      ClusterRecord | null,
      KubernetesFact,
      string | null,
      boolean,
      Claim,
    ];
    return {
      facts: { system, interface: iface, mtu, networkFile, record, kubernetes, maintenance, guarding },
      claim,
    };
  };
  return {
    ...all,
    parse: stdout => stateOf(all.parse(stdout)),
    simulate: machine => stateOf(all.simulate(machine)),
  };
}

/** The Kubernetes that simulated control planes hold up together: an API while a majority of etcd's members runs, and its data. */
import { createHash } from 'node:crypto';
import { CREATION_PATH, type CreationRecord } from '../../src/base/creation.ts';
import { kubeletRuns } from '../../src/hosts/simulated/kubelet.ts';
import type { SimulatedApi, SimulatedMember } from '../../src/hosts/simulated/kubernetes.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';

/** What etcd holds; one for each set of authorities, since members of others never meet. */
export interface Stored {
  config: string | null;
  objects: Map<string, string>;
  marks: Map<string, string>;
  members: SimulatedMember[];
}

export type Stores = Map<string, Stored>;

/** `stores` is on the disks of a majority: it outlives every power cut. */
export function holdUp(machines: readonly SimulatedMachine[], stores: Stores): void {
  for (const machine of machines) machine.api = () => apiOf(machines, stores);
}

function apiOf(machines: readonly SimulatedMachine[], stores: Stores): SimulatedApi | null {
  for (const by of new Set(machines.flatMap(({ kubernetes: { etcd } }) => (etcd === null ? [] : [etcd])))) {
    const members = membersOf(machines, stores, by);
    const voters = members.filter(({ learner }) => !learner);
    const running = voters.filter(({ name }) => serves(machines, name, by));
    if (voters.length > 0 && running.length * 2 > voters.length) return apiOn(machines, stores, by);
  }
  return null;
}

/** Its etcd runs with these authorities: the kubelet is there, and the member has its log. */
function serves(machines: readonly SimulatedMachine[], name: string, by: string): boolean {
  const machine = machines.find(each => each.name === name);
  if (machine === undefined || !machine.powered || !kubeletRuns(machine)) return false;
  return machine.kubernetes.etcd === by && machine.kubernetes.node?.by === by;
}

function membersOf(
  machines: readonly SimulatedMachine[],
  stores: Stores,
  by: string,
): readonly SimulatedMember[] {
  const stored = stores.get(by);
  if (stored !== undefined) return stored.members;
  // Before the first election there is only what the creation record says.
  const text = machines
    .map(({ files }) => files.get(CREATION_PATH)?.content)
    .find(each => each !== undefined);
  if (text === undefined) return [];
  return (JSON.parse(text) as CreationRecord).members.map(({ name, address }) =>
    memberOf(name, `https://${address}:2380`, by, false),
  );
}

function memberOf(name: string, peerUrl: string, seed: string, learner: boolean): SimulatedMember {
  const id = createHash('sha256').update(`${name} ${seed}`).digest('hex').slice(0, 16);
  return { id, name, peerUrl, published: false, learner };
}

function apiOn(machines: readonly SimulatedMachine[], stores: Stores, by: string): SimulatedApi {
  const stored: Stored = stores.get(by) ?? {
    config: null,
    objects: new Map(),
    marks: new Map(),
    members: [...membersOf(machines, stores, by)],
  };
  stores.set(by, stored);
  for (const member of stored.members) {
    if (serves(machines, member.name, by)) member.published = true;
  }
  return {
    get config() {
      return stored.config;
    },
    set config(value) {
      stored.config = value;
    },
    objects: stored.objects,
    marks: stored.marks,
    members: () => stored.members.map(member => ({ ...member })),
    remove: id => {
      stored.members = stored.members.filter(member => member.id !== id);
    },
    add: (name, peerUrl) => {
      if (stored.members.some(member => member.peerUrl === peerUrl)) return;
      stored.members.push(memberOf(name, peerUrl, `${by} again`, true));
    },
    promote: name => {
      const member = stored.members.find(each => each.name === name);
      if (member !== undefined && serves(machines, name, by)) member.learner = false;
    },
    ready: nodes =>
      nodes.every(name => {
        const machine = machines.find(each => each.name === name);
        return machine?.powered === true && kubeletRuns(machine) && machine.kubernetes.node?.by === by;
      }),
  };
}

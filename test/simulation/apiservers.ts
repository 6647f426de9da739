/** The apiservers of a simulated fleet: each stands on its own member of etcd, and workers reach them by the VIP. */
import { kubeletRuns } from '../../src/hosts/simulated/kubelet.ts';
import type { SimulatedApi } from '../../src/hosts/simulated/kubernetes.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';
import { type Cluster, type Etcd, etcdOn } from './etcd.ts';

const PORT = 6443;
const KUBELET_PORT = 10250;

/** Gives each machine its way to the API; `settle` is called whenever time has passed. */
export function holdUpKubernetes(machines: readonly SimulatedMachine[], before: readonly Cluster[]): Etcd {
  const etcd = etcdOn(machines, before);
  for (const machine of machines) {
    machine.api = () => {
      const cluster = reachedFrom(machine, machines, etcd);
      return cluster === null ? null : apiOf(cluster, machines, etcd);
    };
    const { accepts } = machine;
    machine.accepts = (address, port) => {
      const there = machines.find(other => other.nature.address === address);
      if (port === PORT) return there !== undefined && etcd.servedBy(there) !== null;
      if (port === KUBELET_PORT) return there?.powered === true && kubeletRuns(there);
      return accepts(address, port);
    };
  }
  const settle = () => {
    etcd.settle();
    for (const machine of machines) register(machine, machines, etcd);
  };
  return { ...etcd, settle };
}

/** A control plane asks its own apiserver, everybody else the VIP. */
function reachedFrom(
  machine: SimulatedMachine,
  machines: readonly SimulatedMachine[],
  etcd: Etcd,
): Cluster | null {
  if (machine.kubernetes.node?.role === 'control-plane') return etcd.servedBy(machine);
  const runs = ({ powered, units }: SimulatedMachine, unit: string) =>
    powered && units.get(unit)?.active === true;
  if (!machines.some(each => runs(each, 'haproxy.service') && runs(each, 'keepalived.service'))) return null;
  return machines.map(each => etcd.servedBy(each)).find(cluster => cluster !== null) ?? null;
}

/** A kubelet makes its node known as soon as it reaches the API of its own authorities. */
function register(machine: SimulatedMachine, machines: readonly SimulatedMachine[], etcd: Etcd): void {
  const { node } = machine.kubernetes;
  if (node === null || !machine.powered || !kubeletRuns(machine)) return;
  const cluster = reachedFrom(machine, machines, etcd);
  if (cluster?.authorities === node.by) cluster.stored.nodes.add(machine.name);
}

function apiOf(cluster: Cluster, machines: readonly SimulatedMachine[], etcd: Etcd): SimulatedApi {
  const { stored } = cluster;
  return {
    authorities: cluster.authorities,
    get config() {
      return stored.config;
    },
    set config(value) {
      stored.config = value;
    },
    objects: stored.objects,
    marks: stored.marks,
    runs: id => etcd.runs(cluster, id),
    members: () => cluster.members.map(member => ({ ...member })),
    remove: id => {
      const others = cluster.members.filter(member => member.id !== id);
      if (others.every(member => etcd.runs(cluster, member.id))) cluster.members = others;
    },
    add: (name, peerUrl) => etcd.add(cluster, name, peerUrl),
    promote: name => {
      const member = cluster.members.find(each => each.name === name);
      if (member !== undefined && etcd.runs(cluster, member.id)) member.learner = false;
    },
    forget: node => void stored.nodes.delete(node),
    knows: node => stored.nodes.has(node),
    // Pods' packets are carried by objects of the API.
    ready: nodes =>
      stored.objects.size > 0 &&
      nodes.every(name => {
        const machine = machines.find(each => each.name === name);
        return stored.nodes.has(name) && machine?.powered === true && kubeletRuns(machine);
      }),
  };
}

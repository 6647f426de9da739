/** Watches a creation of Kubernetes at every point and notes what must never be, whoever dies where. */
import { CREATION_PATH } from '../../src/base/creation.ts';
import { RECORD_PATH } from '../../src/base/record.ts';
import { kubeletRuns } from '../../src/hosts/simulated/kubelet.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { ResolvedHost } from '../../src/spec/resolved.ts';
import type { Cluster, Etcd } from './etcd.ts';
import type { Journal } from './product.ts';

export interface CreationMonitor {
  at(): void;
  /** A plan goes to the executor of a run. */
  begins(plan: Plan): void;
  /** The disk under this machine's member of etcd is empty, and nobody of Barque did it. */
  lostDisk(machine: SimulatedMachine): void;
  /** All runs have ended; `journal` is what the operator's own disk has of them. */
  ends(journal: Journal): void;
  complaints(): readonly string[];
}

/** What late readings of simulated hosts give for secrets (verbs/late-readings.ts). */
const SECRET = /ARCHIVE |credentials of /;

export function watchCreation(
  hosts: readonly ResolvedHost[],
  machines: readonly SimulatedMachine[],
  etcd: Etcd,
): CreationMonitor {
  const complaints = new Set<string>();
  const say = (complaint: string) => void complaints.add(complaint);
  const has = (name: string, role: ResolvedHost['roles'][number]) =>
    hosts.some(host => host.name === name && host.roles.includes(role));
  const planes = machines.filter(({ name }) => has(name, 'control-plane'));
  /** As each machine was at the point before. */
  const authorities = new Map<SimulatedMachine, string | null>();
  const members = new Map<SimulatedMachine, string | null>();
  const joined = new Set<SimulatedMachine>();
  /** Ids of members that have served. */
  const served = new Set<string>();
  const known = new Set<string>();
  let reached: ReadonlySet<string> = new Set();
  /** Lost its disk since the plan was made. */
  const harmed = new Set<string>();
  let isWhole = false;

  function minted(machine: SimulatedMachine): void {
    for (const other of planes) {
      if (!reached.has(other.name) || other === machine) continue;
      if (!other.files.has(CREATION_PATH))
        say(`${machine.name} made authorities before ${other.name} had the record of the creation`);
      if (other.kubernetes.authorities !== null)
        say(`${machine.name} made authorities although ${other.name} has some`);
    }
  }

  function authoritiesOf(machine: SimulatedMachine): void {
    const { kubernetes } = machine;
    const now = kubernetes.authorities;
    if (now !== null && now !== authorities.get(machine) && !known.has(now)) {
      known.add(now);
      minted(machine);
    }
    authorities.set(machine, now);
    if (now !== null && kubernetes.etcd !== null && kubernetes.etcd !== now)
      say(`${machine.name}: the authorities were changed under a member of etcd that had started`);
    const before = members.get(machine) ?? null;
    const id = kubernetes.member?.id ?? null;
    if (before !== null && id === null && served.has(before))
      say(`${machine.name}: the log of a member of etcd that had served was put aside`);
    if (before === null && id !== null && served.has(id))
      say(`${machine.name}: its member of etcd began empty under the id that it had served under`);
    members.set(machine, id);
  }

  function oneCluster(): void {
    const running = machines.filter(
      machine => machine.powered && machine.kubernetes.member !== null && kubeletRuns(machine),
    );
    if (new Set(running.map(({ kubernetes }) => kubernetes.etcd)).size > 1)
      say(`etcd runs with different authorities: ${running.map(({ name }) => name).join(', ')}`);
    if (new Set(running.map(({ kubernetes }) => kubernetes.member!.cluster)).size > 1)
      say(`etcd runs as more than one cluster: ${running.map(({ name }) => name).join(', ')}`);
  }

  function workers(machine: SimulatedMachine): void {
    const { node } = machine.kubernetes;
    if (node?.role !== 'worker' || joined.has(machine)) return;
    joined.add(machine);
    const cluster = etcd.clusters().find(each => each.authorities === node.by);
    if (cluster?.stored.config == null)
      say(`${machine.name} joined before the cluster had what kubeadm keeps for all`);
  }

  /** All that the mark of completion says, on the hosts that took part. */
  function completeness(): void {
    const marked = machines.find(({ files }) => files.has(RECORD_PATH));
    if (isWhole || marked === undefined) return;
    isWhole = true;
    for (const lack of lacksOf(etcd.clusters(), name => reached.has(name) && !harmed.has(name)))
      say(`${marked.name} has the mark of completion, and ${lack}`);
  }

  function lacksOf(clusters: readonly Cluster[], counts: (name: string) => boolean): string[] {
    const [cluster] = clusters.filter(({ stored }) => stored.config !== null);
    if (cluster === undefined) return ['there is no cluster'];
    const { stored } = cluster;
    return [
      ...(stored.objects.size === 0 ? ['there is no pod network'] : []),
      ...machines
        .filter(({ name }) => counts(name) && !stored.nodes.has(name))
        .map(({ name }) => `${name} has not joined`),
      ...planes
        .filter(({ name }) => counts(name))
        .filter(({ kubernetes: { member } }) =>
          cluster.members.every(({ id, learner }) => id !== member?.id || learner),
        )
        .map(({ name }) => `${name} has no vote in etcd`),
      ...machines
        .filter(({ name }) => counts(name) && has(name, 'control-plane'))
        .filter(({ name }) => ![...stored.marks.keys()].some(mark => mark.startsWith(`${name} label `)))
        .map(({ name }) => `${name} is not marked as a control plane`),
    ];
  }

  return {
    at: () => {
      for (const machine of planes) authoritiesOf(machine);
      for (const { members: all } of etcd.clusters())
        for (const { id, published } of all) if (published) served.add(id);
      oneCluster();
      for (const machine of machines) workers(machine);
      completeness();
    },
    begins: plan => {
      reached = new Set(Object.keys(plan.facts));
      harmed.clear();
      if (SECRET.test(JSON.stringify(plan))) say('a secret stands in the plan');
    },
    lostDisk: machine => {
      harmed.add(machine.name);
      members.set(machine, null);
    },
    ends: journal => {
      for (const lack of lacksOf(etcd.clusters(), () => true)) say(`at the end, ${lack}`);
      for (const { name, kubernetes, files } of machines) {
        if (kubernetes.superAdmin) say(`${name} still has the all-powerful credentials`);
        for (const [path, { content }] of files)
          if (SECRET.test(content)) say(`${name}: a secret lies in ${path}`);
      }
      if (new Set(planes.map(({ kubernetes }) => kubernetes.authorities)).size > 1)
        say('at the end, control planes hold different authorities');
      if (SECRET.test(JSON.stringify(journal))) say('a secret stands in the journal');
    },
    complaints: () => [...complaints],
  };
}

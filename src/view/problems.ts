/** Finds what is wrong: one small judge for each part of the picture. */
import type { ApiPod } from '../kube/nodes.ts';
import { certificatesOf } from './certificates.ts';
import type { Drift, DriftUnknown } from './drift.ts';
import { etcdOf, majorityOf } from './etcd-now.ts';
import { type Expected, nodesOf, withRole } from './expected.ts';
import type { HostNow, Unit } from './host-now.ts';
import type { LastRun } from './last-run.ts';
import { answered, type LiveView } from './live-view.ts';
import type { Finding, Problem, Severity } from './problem.ts';
import { holdersOf, isServing } from './vip-holders.ts';

export interface Judged {
  expected: Expected;
  view: LiveView;
  lastRun: LastRun | null;
  /** A word: why nobody knows. */
  drift: Drift | DriftUnknown;
  /** Milliseconds since the epoch. */
  now: number;
}

const ORDER: readonly Severity[] = ['alarm', 'problem', 'warning'];

/** The worst first. */
export function problemsOf(judged: Judged): Problem[] {
  const standing = standingProblems(judged);
  // Where nothing has been made yet, all else would follow from that.
  if (standing.some(({ id }) => id === 'nothing-there')) return [...standing, ...runProblems(judged)];
  const found = [
    ...vipProblems(judged),
    ...apiProblems(judged),
    ...etcdProblems(judged),
    ...hostProblems(judged),
    ...standing,
    ...balancerProblems(judged),
    ...nodeProblems(judged),
    ...strangerProblems(judged),
    ...certificateProblems(judged),
    ...runProblems(judged),
    ...driftProblems(judged),
  ];
  return ORDER.flatMap(severity => found.filter(problem => problem.severity === severity));
}

function alarm(finding: Finding): Problem {
  return { ...finding, severity: 'alarm' };
}

function problem(finding: Finding): Problem {
  return { ...finding, severity: 'problem' };
}

function warning(finding: Finding): Problem {
  return { ...finding, severity: 'warning' };
}

/** Whose the hosts are, and whether they are finished. */
function standingProblems({ expected, view }: Judged): Problem[] {
  const now = [...answered(view)];
  const ownerOf = ({ claim, record }: HostNow) => claim.cluster?.name ?? record?.name;
  const foreign = now.flatMap(([host, state]) => {
    const cluster = ownerOf(state);
    if (cluster === undefined || cluster === expected.name) return [];
    return [problem({ id: 'foreign-host', host, cluster })];
  });
  const unfinished = now.filter(([, state]) => {
    const owner = ownerOf(state);
    return (owner === undefined || owner === expected.name) && state.record === null;
  });
  if (now.length > 0 && unfinished.length === now.length) {
    const isBlank = unfinished.every(([, state]) => ownerOf(state) === undefined && state.creation === null);
    if (isBlank) return [problem({ id: 'nothing-there' }), ...silentProblems(view)];
  }
  const names = new Set(expected.hosts.map(({ name }) => name));
  return [
    ...foreign,
    ...(unfinished.length > 0
      ? [problem({ id: 'not-complete', hosts: unfinished.map(([host]) => host) })]
      : []),
    ...recordedHosts(view)
      .filter(name => !names.has(name))
      .sort()
      .map(host => warning({ id: 'host-not-in-file', host })),
  ];
}

/** Every name in the records of the hosts that answer. */
function recordedHosts(view: LiveView): string[] {
  const records = [...answered(view).values()].map(({ record }) => record);
  return [...new Set(records.flatMap(record => record?.hosts.map(({ name }) => name) ?? []))];
}

function silentProblems({ hosts }: LiveView): Problem[] {
  return [...hosts].flatMap(([host, view]) => {
    if (view.is === 'answered') return [];
    const id = view.is === 'silent' ? 'host-silent' : 'host-unreadable';
    return [problem({ id, host, because: view.because })];
  });
}

/** Silent hosts, and daemons that do not run where they should. */
function hostProblems({ expected, view }: Judged): Problem[] {
  const now = answered(view);
  const nodes = new Set(nodesOf(expected).map(({ name }) => name));
  const units = expected.hosts.flatMap(({ name, roles }) => {
    const state = now.get(name);
    // What is not finished has no daemons yet.
    if (state === undefined || state.record === null) return [];
    const wanted: Unit[] = [
      ...(roles.includes('load-balancer') ? (['haproxy.service', 'keepalived.service'] as const) : []),
      ...(nodes.has(name) ? (['containerd.service', 'kubelet.service'] as const) : []),
    ];
    return wanted
      .filter(unit => state.units[unit] !== 'active' && state.units[unit] !== 'reloading')
      .map(unit => problem({ id: 'unit-not-running', host: name, unit, state: state.units[unit] }));
  });
  const maintained = [...now].flatMap(([host, { maintenance }]) =>
    maintenance === null ? [] : [warning({ id: 'host-in-maintenance', host, since: maintenance })],
  );
  return [...silentProblems(view), ...units, ...maintained];
}

function vipProblems({ expected, view }: Judged): Problem[] {
  const { vip } = expected.endpoint;
  const holders = holdersOf(view);
  if (holders.length > 1) return [alarm({ id: 'vip-held-twice', vip, hosts: holders })];
  if (holders.length === 1) {
    return isServing(view) === false ? [alarm({ id: 'vip-not-serving', host: holders[0]! })] : [];
  }
  const silent = withRole(expected, 'load-balancer')
    .map(({ name }) => name)
    .filter(name => view.hosts.get(name)?.is !== 'answered');
  return [alarm({ id: 'vip-not-held', vip, silent })];
}

/** What the balancers' checks say, where the backend itself is not known to be away. */
function balancerProblems({ expected, view }: Judged): Problem[] {
  const now = answered(view);
  const down = new Map<string, { seenBy: string[]; status: string; check: string }>();
  const mute: Problem[] = [];
  for (const { name } of withRole(expected, 'load-balancer')) {
    const state = now.get(name);
    if (state === undefined) continue;
    if (state.backends === null && state.units['haproxy.service'] === 'active')
      mute.push(problem({ id: 'haproxy-mute', host: name }));
    for (const { name: backend, up, status, check } of state.backends ?? []) {
      if (up || isKnownAway(view, backend)) continue;
      const seen = down.get(backend);
      if (seen === undefined) down.set(backend, { seenBy: [name], status, check });
      else seen.seenBy.push(name);
    }
  }
  const backends = [...down].map(([backend, seen]) => problem({ id: 'backend-down', backend, ...seen }));
  return [...backends, ...mute];
}

function isKnownAway({ hosts }: LiveView, backend: string): boolean {
  const view = hosts.get(backend);
  return view !== undefined && (view.is !== 'answered' || view.now.maintenance !== null);
}

function apiProblems({ expected, view }: Judged): Problem[] {
  if (expected.kubernetes === null) return [];
  const now = answered(view);
  const planes = withRole(expected, 'control-plane').flatMap(({ name }) => {
    const state = now.get(name);
    return state === undefined ? [] : [{ name, ...state.apiserver }];
  });
  const notReady = planes
    .filter(({ is }) => is !== 'ready')
    .map(({ name, because }) => problem({ id: 'apiserver-not-ready', host: name, because }));
  if (!planes.some(({ is }) => is === 'ready')) return [alarm({ id: 'api-down' }), ...notReady];
  return view.api === null ? [...notReady, problem({ id: 'nodes-unknown' })] : notReady;
}

function etcdProblems({ expected, view }: Judged): Problem[] {
  if (expected.kubernetes === null) return [];
  const etcd = etcdOf(view);
  if (etcd === null) return [alarm({ id: 'etcd-silent' })];
  const { members, quorumMargin, leader, alarms } = etcd;
  const voters = members.filter(({ role }) => role !== 'learner');
  const healthy = voters.filter(member => member.healthy).map(({ name }) => name);
  const answers = new Set(members.filter(({ raftIndex }) => raftIndex !== null).map(({ name }) => name));
  const planes = new Set(withRole(expected, 'control-plane').map(({ name }) => name));
  const names = new Set(members.map(({ name }) => name));
  const needed = majorityOf(voters.length);
  const found: Problem[] = [];
  const answering = voters.filter(({ name }) => answers.has(name)).length;
  if (answering < needed)
    found.push(alarm({ id: 'etcd-no-quorum', healthy, needed, members: voters.length }));
  else if (leader === null || quorumMargin < 0) found.push(alarm({ id: 'etcd-no-leader' }));
  for (const { host, alarm: what } of alarms) found.push(alarm({ id: 'etcd-alarm', host, alarm: what }));
  for (const { id, name, role, healthy: follows } of members) {
    const member = name === '' ? id : name;
    if (!planes.has(name)) found.push(problem({ id: 'etcd-stranger', member }));
    else if (!answers.has(name))
      found.push(problem({ id: 'etcd-member-down', member, margin: quorumMargin }));
    else if (!follows && leader !== null) found.push(problem({ id: 'etcd-member-cut-off', member }));
    if (role === 'learner') found.push(warning({ id: 'etcd-learner', member }));
  }
  const now = answered(view);
  for (const host of planes) {
    if (now.has(host) && !names.has(host)) found.push(problem({ id: 'etcd-not-a-member', host }));
  }
  return found;
}

function nodeProblems({ expected, view }: Judged): Problem[] {
  if (view.api === null) return [];
  const { nodes, pods } = view.api;
  const known = new Map(nodes.map(node => [node.name, node]));
  const states = nodesOf(expected).flatMap(({ name }): Problem[] => {
    const node = known.get(name);
    if (node === undefined) return [problem({ id: 'node-missing', node: name })];
    return [
      ...(node.ready ? [] : [problem({ id: 'node-not-ready', node: name })]),
      ...(node.schedulable ? [] : [warning({ id: 'node-cordoned', node: name })]),
    ];
  });
  const away = pods
    .filter(({ status, ready }) => !(status === 'Running' && ready) && !DONE.includes(status))
    .map(pod => ({ ...pod, starting: isStarting(pod) }));
  const starting = away.filter(pod => pod.starting).map(({ name }) => name);
  const broken = away
    .filter(pod => !pod.starting)
    .map(({ namespace, name, status }) => ({ namespace, name, status }));
  return [
    ...states,
    ...(broken.length === 0 ? [] : [problem({ id: 'pods-not-running', pods: broken })]),
    ...(starting.length === 0 ? [] : [warning({ id: 'pods-starting', pods: starting })]),
  ];
}

/** What kubeadm writes for the kubelet of a control plane. */
export const KUBEADM_MANIFESTS: readonly string[] = [
  'etcd.yaml',
  'kube-apiserver.yaml',
  'kube-controller-manager.yaml',
  'kube-scheduler.yaml',
];

/** What takes part in the cluster and came from nobody that is known here: told, never touched. */
function strangerProblems({ expected, view }: Judged): Problem[] {
  const known = new Set([...expected.hosts.map(({ name }) => name), ...recordedHosts(view)]);
  const nodes = (view.api?.nodes ?? [])
    .filter(({ name }) => !known.has(name))
    .map(({ name }) => warning({ id: 'node-stranger', node: name }));
  const now = answered(view);
  const pods = nodesOf(expected).flatMap(({ name, roles }) => {
    const own = roles.includes('control-plane') ? KUBEADM_MANIFESTS : [];
    const files = now.get(name)?.staticPods.filter(file => !own.includes(file)) ?? [];
    return files.length === 0 ? [] : [warning({ id: 'static-pod-stranger', host: name, files })];
  });
  return [...nodes, ...pods];
}

/** Seconds in which a new pod need not be ready: kubeadm's static pods are asked each 10 s, six times at most. */
const STARTING_S = 60;
const ON_ITS_WAY = ['Running', 'Pending', 'ContainerCreating', 'PodInitializing'];

function isStarting({ status, ageS }: ApiPod): boolean {
  return ageS !== null && ageS < STARTING_S && (ON_ITS_WAY.includes(status) || status.startsWith('Init:'));
}

/** A job's pod that has done its work, and one that is on its way out. */
const DONE = ['Completed', 'Succeeded', 'Terminating'];

/** A month to act at leisure; a week is the last call (kubeadm's own certificates live a year). */
const SOON_DAYS = 30;
const LAST_CALL_DAYS = 7;

function certificateProblems({ view, now }: Judged): Problem[] {
  const soon = certificatesOf(view, now).filter(({ daysLeft }) => daysLeft < SOON_DAYS);
  const [first] = soon;
  if (first === undefined) return [];
  const finding: Finding = { id: 'certificate-ends', ...first, others: soon.length - 1 };
  if (first.daysLeft < 0) return [alarm(finding)];
  return [first.daysLeft < LAST_CALL_DAYS ? problem(finding) : warning(finding)];
}

function runProblems({ lastRun }: Judged): Problem[] {
  if (lastRun === null || lastRun.holder === null) return [];
  const { run, holder } = lastRun;
  if (lastRun.is === 'running') return [warning({ id: 'run-in-progress', run, holder })];
  return lastRun.is === 'broken-off' ? [problem({ id: 'run-broken-off', run, holder })] : [];
}

function driftProblems({ drift }: Judged): Problem[] {
  return typeof drift === 'string' || drift.steps === 0 ? [] : [warning({ id: 'drift', ...drift })];
}

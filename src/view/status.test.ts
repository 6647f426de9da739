/** What status says of a cluster, for each thing that can happen to one. */
import { describe, expect, test } from 'vitest';
import { FREE } from '../hosts/claim.ts';
import type { HostNow } from './host-now.ts';
import { lastRunOf } from './last-run.ts';
import type { HostView, LiveView } from './live-view.ts';
import { isWhole } from './problem.ts';
import { type Judged, problemsOf } from './problems.ts';
import {
  DAY_MS,
  hostOfSample,
  judgedSample,
  MEMBERS,
  member,
  NOW,
  SILENT,
  sampleView,
} from './sample-view.ts';
import { statusOf } from './status.ts';

const seen = (changes: Readonly<Record<string, Partial<HostNow> | HostView>>) => sampleView(changes);

/** `alarm vip-held-twice` and so on, the worst first. */
function found(view: LiveView, changes: Partial<Judged> = {}): string[] {
  return problemsOf(judgedSample(view, changes)).map(({ severity, id }) => `${severity} ${id}`);
}

function onePlaneWith(etcd: HostNow['etcd']): Partial<HostNow> {
  return { etcd };
}

describe('all is well', () => {
  const status = statusOf(judgedSample(), { digest: 'sha256:1', provenance: 'release' });

  test('it is healthy, without a word', () => {
    expect(status.healthy).toBe(true);
    expect(status.problems).toEqual([]);
  });

  test('it has exactly the members that programs rely on', () => {
    expect(Object.keys(status)).toEqual([
      ...['healthy', 'problems', 'endpoint', 'vip', 'loadBalancers', 'controlPlane', 'etcd', 'nodes'],
      ...['certificates', 'drift', 'driftUnknown', 'provenance', 'lastRun', 'lastProof'],
    ]);
  });

  test('every part says what it is', () => {
    expect(status.endpoint).toMatchObject({ address: '192.0.2.100', port: 8443, serving: true });
    expect(status.vip).toEqual({ address: '192.0.2.100', holders: ['cp1'] });
    expect(status.loadBalancers.map(({ host, backends }) => [host, backends.length])).toEqual([
      ['cp1', 3],
      ['cp2', 3],
      ['cp3', 3],
    ]);
    expect(status.controlPlane.map(({ apiserver }) => apiserver)).toEqual(['ready', 'ready', 'ready']);
    expect(status.etcd).toMatchObject({ quorumMargin: 1, leader: 'cp1' });
    expect(status.etcd?.members.map(({ role }) => role)).toEqual(['leader', 'follower', 'follower']);
    expect(status.nodes).toHaveLength(4);
    expect(status.certificates.oldest).toMatchObject({ host: 'cp1', daysLeft: 300 });
    expect(status.provenance.versions).toEqual({ kubernetes: ['v1.36.3'], etcd: ['3.6.8'] });
  });

  test('what nobody looked for is unknown, not fine', () => {
    expect(status).toMatchObject({ drift: null, driftUnknown: 'not-asked' });
  });
});

describe('hosts', () => {
  test('a dead worker is a problem, and the rest is told all the same', () => {
    expect(found(seen({ w1: SILENT }))).toEqual(['problem host-silent']);
  });

  test('a dead control plane costs etcd a member; its backend being down is no news', () => {
    const view = seen({
      cp3: SILENT,
      cp1: { backends: hostOfSample('cp1').backends!.map(each => ({ ...each, up: each.name !== 'cp3' })) },
    });
    expect(found(view)).toEqual(['problem etcd-member-down', 'problem host-silent']);
    const status = statusOf(judgedSample(view), null);
    expect(status.healthy).toBe(false);
    expect(status.controlPlane[2]).toEqual({
      host: 'cp3',
      answers: false,
      apiserver: null,
      because: 'no answer within 2.3 s',
    });
    expect(status.etcd?.quorumMargin).toBe(0);
  });

  test('one that does not let us look is not called dead', () => {
    const view = seen({ w1: { is: 'unreadable', because: 'sudo: a password is required' } });
    expect(found(view)).toEqual(['problem host-unreadable']);
  });

  test('one of another cluster is named with it', () => {
    const view = seen({ w1: { claim: { ...FREE, cluster: { id: 'x', name: 'other' } } } });
    expect(problemsOf(judgedSample(view))).toEqual([
      { id: 'foreign-host', host: 'w1', cluster: 'other', severity: 'problem' },
    ]);
  });

  test('one that is in the record and not in the file is told, and no more', () => {
    const record = { ...hostOfSample('cp1').record! };
    const w9 = { name: 'w9', address: '192.0.2.29', roles: ['worker'] };
    const view = seen({ cp1: { record: { ...record, hosts: [...record.hosts, w9] } } });
    expect(found(view)).toEqual(['warning host-not-in-file']);
  });

  test('a unit that waits to be started again does not run', () => {
    const units = { ...hostOfSample('w1').units, 'kubelet.service': 'activating' } as const;
    expect(found(seen({ w1: { units } }))).toEqual(['problem unit-not-running']);
  });
});

describe('the address of the endpoint', () => {
  test('two holders are an alarm that comes first', () => {
    const view = seen({ cp2: { vipOn: 'eth0' }, w1: SILENT });
    expect(found(view)).toEqual(['alarm vip-held-twice', 'problem host-silent']);
    expect(statusOf(judgedSample(view), null).vip.holders).toEqual(['cp1', 'cp2']);
  });

  test('no holder is an alarm', () => {
    const view = seen({ cp1: { vipOn: null } });
    expect(found(view)).toEqual(['alarm vip-not-held']);
    expect(statusOf(judgedSample(view), null).endpoint.serving).toBe(false);
  });

  test('when the balancer that may hold it is silent, nobody knows', () => {
    const view = seen({ cp1: SILENT });
    expect(problemsOf(judgedSample(view))[0]).toMatchObject({ id: 'vip-not-held', silent: ['cp1'] });
    expect(statusOf(judgedSample(view), null).endpoint.serving).toBeNull();
  });

  test('a holder without a backend that is up serves nobody', () => {
    const backends = [{ name: 'cp1', up: false, status: 'DOWN', check: 'L4CON' }];
    expect(found(seen({ cp1: { backends } }))[0]).toBe('alarm vip-not-serving');
  });
});

describe('strangers', () => {
  const rogue = { name: 'rogue', ready: true, schedulable: true, roles: [], version: 'v1.36.3' };
  const withNode = (view: LiveView): LiveView => ({
    ...view,
    api: { ...view.api!, nodes: [...view.api!.nodes, rogue] },
  });

  test('a node of the API that the file does not have is told, and the cluster is healthy all the same', () => {
    const problems = problemsOf(judgedSample(withNode(sampleView())));
    expect(problems).toEqual([{ id: 'node-stranger', node: 'rogue', severity: 'warning' }]);
    expect(isWhole(problems)).toBe(true);
  });

  test('one that the record still has is told once, as a host', () => {
    const record = { ...hostOfSample('cp1').record! };
    const hosts = [...record.hosts, { name: 'rogue', address: '192.0.2.66', roles: ['worker'] }];
    expect(found(withNode(seen({ cp1: { record: { ...record, hosts } } })))).toEqual([
      'warning host-not-in-file',
    ]);
  });

  test('a file that makes a kubelet run a pod, and is not kubeadm’s', () => {
    const mine = hostOfSample('cp2').staticPods;
    const view = seen({
      cp2: { staticPods: [...mine, 'etcd.yaml.bak'] },
      w1: { staticPods: ['miner.yaml'] },
    });
    expect(problemsOf(judgedSample(view))).toEqual([
      { id: 'static-pod-stranger', host: 'cp2', files: ['etcd.yaml.bak'], severity: 'warning' },
      { id: 'static-pod-stranger', host: 'w1', files: ['miner.yaml'], severity: 'warning' },
    ]);
  });
});

describe('balancers', () => {
  const without = (name: string) =>
    hostOfSample('cp1').backends!.map(each =>
      each.name === name ? { ...each, up: false, status: 'DOWN' } : each,
    );

  test('a backend that is down is told once, with who says so', () => {
    const view = seen({ cp1: { backends: without('cp2') }, cp3: { backends: without('cp2') } });
    expect(problemsOf(judgedSample(view))).toMatchObject([
      { id: 'backend-down', backend: 'cp2', seenBy: ['cp1', 'cp3'], status: 'DOWN' },
    ]);
  });

  test('a HAProxy that runs and says nothing is a problem', () => {
    expect(found(seen({ cp2: { backends: null } }))).toEqual(['problem haproxy-mute']);
  });
});

describe('etcd', () => {
  test('a lost member leaves a margin', () => {
    const view = seen({ cp3: onePlaneWith('silent') });
    expect(problemsOf(judgedSample(view))).toMatchObject([
      { id: 'etcd-member-down', member: 'cp3', margin: 0 },
    ]);
  });

  test('without a majority nothing can be written', () => {
    const alone = { ...member('cp1'), leader: null };
    const view = seen({ cp1: onePlaneWith(alone), cp2: onePlaneWith('silent'), cp3: SILENT });
    expect(found(view)[0]).toBe('alarm etcd-no-quorum');
    const { etcd } = statusOf(judgedSample(view), null);
    expect(etcd).toMatchObject({ leader: null, quorumMargin: -2 });
  });

  test('members that answer and follow nobody have no leader', () => {
    const lost = (name: string) => onePlaneWith({ ...member(name), leader: null });
    expect(found(seen({ cp1: lost('cp1'), cp2: lost('cp2'), cp3: lost('cp3') }))).toEqual([
      'alarm etcd-no-leader',
    ]);
  });

  test('one of two sides of a cut has the word: the side with a leader', () => {
    const cut = { ...member('cp3'), leader: null, raftIndex: 90, members: MEMBERS.slice(2) };
    const view = seen({ cp3: onePlaneWith(cut) });
    expect(found(view)).toEqual(['problem etcd-member-cut-off']);
    const { etcd } = statusOf(judgedSample(view), null);
    expect(etcd).toMatchObject({ leader: 'cp1', quorumMargin: 0 });
    expect(etcd?.members.map(({ healthy }) => healthy)).toEqual([true, true, false]);
  });

  test('a leader that does not answer us still leads for those who follow it', () => {
    expect(statusOf(judgedSample(seen({ cp1: SILENT })), null).etcd?.leader).toBe('cp1');
  });

  test('a learner has no vote, and takes none away', () => {
    const members = [...MEMBERS, { ...MEMBERS[0]!, id: 'a4', name: 'cp4', learner: true }];
    const all = ['cp1', 'cp2', 'cp3'].map(
      name => [name, onePlaneWith({ ...member(name), members })] as const,
    );
    const { etcd } = statusOf(judgedSample(seen(Object.fromEntries(all))), null);
    expect(etcd?.quorumMargin).toBe(1);
    expect(etcd?.members[3]).toMatchObject({ role: 'learner' });
  });

  test('a member that is no host of the file is a stranger', () => {
    const members = [...MEMBERS, { ...MEMBERS[0]!, id: 'a9', name: 'old' }];
    const all = ['cp1', 'cp2', 'cp3'].map(
      name => [name, onePlaneWith({ ...member(name), members })] as const,
    );
    expect(found(seen(Object.fromEntries(all)))).toEqual(['problem etcd-stranger']);
  });

  test('its own alarms are ours', () => {
    const full = onePlaneWith({ ...member('cp1'), errors: ['NOSPACE'] });
    expect(found(seen({ cp1: full }))).toEqual(['alarm etcd-alarm']);
  });
});

describe('the API', () => {
  const notReady: Partial<HostNow> = { apiserver: { is: 'not-ready', because: 'etcd failed' } };

  test('one apiserver that is not ready is a problem', () => {
    expect(found(seen({ cp2: notReady }))).toEqual(['problem apiserver-not-ready']);
  });

  test('none that is ready is an alarm, and nodes are unknown', () => {
    const view = { ...seen({ cp1: notReady, cp2: notReady, cp3: notReady }), api: null };
    expect(found(view)[0]).toBe('alarm api-down');
    expect(statusOf(judgedSample(view), null).nodes).toBeNull();
  });

  test('one that is ready and lists nothing is a problem', () => {
    expect(found({ ...seen({}), api: null })).toEqual(['problem nodes-unknown']);
  });

  test.each([
    ['not ready', { ready: false }, 'problem node-not-ready'],
    ['cordoned', { schedulable: false }, 'warning node-cordoned'],
  ])('a node that is %s', (_what, change, problem) => {
    const view = seen({});
    const nodes = view.api!.nodes.map(node => (node.name === 'w1' ? { ...node, ...change } : node));
    expect(found({ ...view, api: { ...view.api!, nodes } })).toEqual([problem]);
  });

  test('a host that never became a node', () => {
    const view = seen({});
    const nodes = view.api!.nodes.filter(({ name }) => name !== 'w1');
    expect(found({ ...view, api: { ...view.api!, nodes } })).toEqual(['problem node-missing']);
  });

  test.each([
    ['Running', true, null, []],
    ['Completed', false, null, []],
    ['Running', false, null, ['problem pods-not-running']],
    ['Running', false, 59, ['warning pods-starting']],
    ['Running', false, 60, ['problem pods-not-running']],
    ['Init:0/1', false, 5, ['warning pods-starting']],
    ['CrashLoopBackOff', false, 5, ['problem pods-not-running']],
  ])(
    'a pod of the system that is %s, all containers ready: %s, after %s s',
    (status, ready, ageS, problems) => {
      const view = seen({});
      const pods = [{ namespace: 'kube-system', name: 'coredns-1', status, ready, ageS }];
      expect(found({ ...view, api: { ...view.api!, pods } })).toEqual(problems);
    },
  );
});

describe('certificates', () => {
  const ending = (days: number) =>
    seen({ cp2: { certificates: [{ path: '/etc/kubernetes/admin.conf', endsAt: NOW + days * DAY_MS }] } });

  test.each([
    [30, []],
    [29.5, ['warning certificate-ends']],
    [6.5, ['problem certificate-ends']],
    [-0.5, ['alarm certificate-ends']],
  ])('one that ends in %s days', (days, problems) => {
    expect(found(ending(days))).toEqual(problems);
  });
});

describe('runs and drift', () => {
  const holder = { user: 'ann', machine: 'desk', pid: 1, started: 'then' };
  const held = (silentMs: number): Record<string, Partial<HostNow>> =>
    Object.fromEntries(
      ['cp1', 'cp2', 'cp3', 'w1'].map(name => [
        name,
        { claim: { ...hostOfSample(name).claim, holder, silentMs } },
      ]),
    );
  const runIn = (view: LiveView, isDead = false) => lastRunOf(view, 30_000, () => isDead);

  test('a run of somebody else is told, and the cluster is healthy all the same', () => {
    const view = seen(held(1000));
    const lastRun = runIn(view);
    expect(lastRun).toMatchObject({ is: 'running', holder: 'ann@desk' });
    expect(found(view, { lastRun })).toEqual(['warning run-in-progress']);
    expect(statusOf(judgedSample(view, { lastRun }), null).healthy).toBe(true);
  });

  test.each([
    ['silent for half a minute', 30_000, false],
    ['dead on this machine', 1000, true],
  ])('a holder that is %s has broken off', (_what, silentMs, isDead) => {
    const view = seen(held(silentMs));
    const lastRun = runIn(view, isDead);
    expect(found(view, { lastRun })).toEqual(['problem run-broken-off']);
  });

  test('a host that was away when its run ended does not make it go on', () => {
    const view = seen({ w1: { claim: { ...hostOfSample('w1').claim, holder, silentMs: 99_000 } } });
    expect(runIn(view)).toMatchObject({ is: 'ended', holder: null });
  });

  test('the last run is the one with the latest name, its time that of its last step', () => {
    const run = '20260601-000000-bbbb';
    const view = seen({ cp2: { claim: { ...FREE, run }, lastStep: { run, at: NOW - 1000 } } });
    expect(runIn(view)).toMatchObject({ run, at: NOW - 1000 });
  });

  test('drift is told, and no illness', () => {
    const problems = problemsOf(judgedSample(seen({}), { drift: { steps: 2, hosts: { cp1: 2 } } }));
    expect(problems).toMatchObject([{ id: 'drift', severity: 'warning', steps: 2 }]);
    expect(isWhole(problems)).toBe(true);
  });
});

describe('beginnings', () => {
  const blank: Partial<HostNow> = { claim: FREE, record: null, etcd: null, backends: null };
  const everywhere = (now: Partial<HostNow>) => seen({ cp1: now, cp2: now, cp3: now, w1: now });

  test('where nothing is, that is all there is to say', () => {
    expect(found({ ...everywhere(blank), api: null })).toEqual(['problem nothing-there']);
  });

  test('a creation that was begun is not finished', () => {
    const begun = { ...hostOfSample('cp1'), record: null };
    expect(found(seen({ cp1: begun, cp2: { record: null } }))).toEqual(['problem not-complete']);
  });
});

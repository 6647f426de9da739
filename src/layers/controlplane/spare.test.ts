/** Whose turn it is among control planes, so that etcd is never short of a member. */
import { describe, expect, test } from 'vitest';
import { creationHosts, creationSpec } from '../../../test/simulation/creation.ts';
import type { EtcdMember } from '../../facts/etcd-members.ts';
import type { HostFacts } from '../../facts/host-facts.ts';
import type { BundleContents } from '../../plan/bundle-contents.ts';
import type { DesiredChange } from '../../plan/desired.ts';
import type { LayerInput } from '../layer.ts';
import { CONTROL_PLANE } from './controlplane.ts';

/** Of each control plane: whether its member runs, is there and does not, or has lost its log. */
type Member = 'runs' | 'stands' | 'lost';

const hostOf = (name: string) => creationHosts(7).find(host => host.name === name)!;
const listed = (name: string, more: Partial<EtcdMember> = {}): EtcdMember => ({
  id: name,
  name,
  peerUrl: `https://${hostOf(name).nodeAddress}:2380`,
  published: true,
  learner: false,
  ...more,
});

/** What the layer wants of a cluster that was whole, by id. */
function changesOf(
  planes: Readonly<Record<string, Member>>,
  members: readonly EtcdMember[] | null = null,
): ReadonlyMap<string, DesiredChange> {
  const hosts = Object.entries(planes).map(([name, is]) => ({
    host: hostOf(name),
    facts: {
      record: {},
      kubernetes: {
        authorities: 'aa',
        ca: 'CA',
        etcd: is === 'lost' ? 'none' : 'started',
        etcdRuns: is === 'runs',
        creation: null,
      },
    } as unknown as HostFacts,
  }));
  const spec = creationSpec(hosts.map(({ host }) => host));
  const bundle = { kubernetes: '1.36.3' } as BundleContents;
  const changes = CONTROL_PLANE.changes({ spec, hosts, members, bundle } as unknown as LayerInput);
  return new Map(changes.map(change => [change.id, change]));
}

const waitsFor = (changes: ReadonlyMap<string, DesiredChange>, id: string) =>
  changes.get(id)!.needs.filter(need => need.endsWith('/apiserver.ready'));

describe('a gate before kubeadm on what stands', () => {
  const stepsOf = (changes: ReadonlyMap<string, DesiredChange>) =>
    changes.get('cp1/controlplane')!.steps.map(({ id }) => id);

  test('waits until the others are a majority, in a cluster of three or more', () => {
    const steps = stepsOf(changesOf({ cp1: 'runs', cp2: 'runs', cp3: 'runs' }));
    expect(steps.indexOf('spare')).toBe(steps.indexOf('kubeadm') - 1);
  });

  test('is none for one or two, which cannot be spared at all', () => {
    expect(stepsOf(changesOf({ cp1: 'runs' }))).not.toContain('spare');
    expect(stepsOf(changesOf({ cp1: 'runs', cp2: 'runs' }))).not.toContain('spare');
  });
});

describe('kubeadm on what stands', () => {
  const kubeadm = changesOf({ cp1: 'runs' })
    .get('cp1/controlplane')!
    .steps.find(({ id }) => id === 'kubeadm')!;
  const digest = kubeadm.verb.do === 'kubeadm.control-plane' ? kubeadm.verb.digest : '';
  const seen = { config: digest, etcd: 'started', kubelet: 'running', manifests: 'as-written' };
  const interrupted = (more: object) => kubeadm.interrupts!({ ...seen, ...more }).map(({ what }) => what);

  test('says that it interrupts etcd, where etcd may be started anew', () => {
    expect(interrupted({ config: 'other' })).toEqual(['api', 'etcd']);
    expect(interrupted({ manifests: 'changed' })).toEqual(['api', 'etcd']);
    expect(interrupted({ kubelet: 'absent' })).toEqual(['api']);
  });
});

describe('the order of control planes', () => {
  test('is by name while all members run', () => {
    const changes = changesOf({ cp1: 'runs', cp2: 'runs', cp3: 'runs' });
    expect(waitsFor(changes, 'cp1/controlplane')).toEqual([]);
    expect(waitsFor(changes, 'cp2/controlplane')).toEqual(['cp1/apiserver.ready']);
    expect(waitsFor(changes, 'cp3/controlplane')).toEqual(['cp2/apiserver.ready']);
  });

  test('begins with the one whose member does not run: the others can be spared only after it', () => {
    const changes = changesOf({ cp1: 'runs', cp2: 'runs', cp3: 'stands' });
    expect(waitsFor(changes, 'cp3/controlplane')).toEqual([]);
    expect(waitsFor(changes, 'cp1/controlplane')).toEqual(['cp3/apiserver.ready']);
  });

  test('lets a member that is replaced vote first, where nobody else can be spared', () => {
    const names = ['cp1', 'cp2', 'cp3'];
    const changes = changesOf(
      { cp1: 'runs', cp2: 'runs', cp3: 'lost' },
      names.map(name => listed(name)),
    );
    expect(waitsFor(changes, 'cp1/controlplane')).toEqual(['cp3/apiserver.ready']);
    for (const id of ['cp1/etcd-cp3', 'cp3/etcd-saved', 'cp1/etcd-cp3-vote'])
      expect(waitsFor(changes, id)).toEqual([]);
  });

  test('lets the third of two vote first', () => {
    const changes = changesOf({ cp1: 'runs', cp2: 'runs', cp3: 'lost' }, [listed('cp1'), listed('cp2')]);
    expect(waitsFor(changes, 'cp1/controlplane')).toEqual(['cp3/apiserver.ready']);
  });

  test('is the seat first, where one more can be spared', () => {
    const names = ['cp1', 'cp2', 'cp3', 'cp4', 'cp5'];
    const members = names.map(name => listed(name));
    const runs = { cp1: 'runs', cp2: 'runs', cp3: 'runs', cp4: 'runs' } as const;
    const changes = changesOf({ ...runs, cp5: 'lost' }, members);
    expect(waitsFor(changes, 'cp1/controlplane')).toEqual([]);
    expect(waitsFor(changes, 'cp1/etcd-cp5')).toEqual(['cp1/apiserver.ready']);
  });
});

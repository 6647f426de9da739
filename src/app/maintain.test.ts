import { describe, expect, it, test } from 'vitest';
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';
import type { LiveView } from '../view/live-view.ts';
import { EXPECTED, hostOfSample, SILENT, sampleView } from '../view/sample-view.ts';
import { hostCalled, maintenanceOf, removalOf, returnOf, vipMoveOf } from './maintain.ts';

/** The sample's cluster with two balancers of its own beside it. */
const HOSTS = [
  ...EXPECTED.hosts,
  ...['lb1', 'lb2'].map((name, at) => ({
    name,
    address: `192.0.2.${31 + at}`,
    nodeAddress: `192.0.2.${31 + at}`,
    roles: ['load-balancer' as const],
  })),
] as unknown as readonly ResolvedHost[];
const SPEC = { ...EXPECTED, hosts: HOSTS } as unknown as ResolvedSpec;
const DRAIN = { withinS: 60, force: false };

const called = (name: string) => hostCalled(SPEC, name);
const DAEMONS = {
  'haproxy.service': 'active',
  'keepalived.service': 'active',
  'containerd.service': 'absent',
  'kubelet.service': 'absent',
} as const;

function seen(changes: Parameters<typeof sampleView>[0] = {}, without: readonly string[] = []): LiveView {
  const view = sampleView(changes);
  const hosts = new Map(view.hosts);
  for (const name of ['lb1', 'lb2'].filter(each => !without.includes(each)))
    hosts.set(name, {
      is: 'answered',
      now: { ...hostOfSample(name), units: DAEMONS, backends: [], etcd: null },
    });
  for (const name of without) hosts.set(name, SILENT);
  return { ...view, hosts };
}

const stepsOf = (changes: ReturnType<ReturnType<typeof maintenanceOf>>) =>
  changes.flatMap(({ host, steps }) => steps.map(({ verb }) => `${host} ${verb.do}`));

describe('maintenance', () => {
  it('drains, and gives VIP, leadership and requests away', () => {
    expect(new Set(stepsOf(maintenanceOf(SPEC, called('cp1'), DRAIN)(seen())))).toEqual(
      new Set([
        ...['cp2', 'cp3', 'lb1', 'lb2'].map(name => `${name} vip.yield`),
        'cp1 file.put',
        'cp2 node.drain',
        ...['cp2', 'cp3', 'lb1', 'lb2'].map(name => `${name} backend.state`),
        'cp1 vip.yield',
        'cp1 etcd.yield',
      ]),
    );
  });

  it('is refused while another control plane or balancer is away', () => {
    const away = seen({ cp2: { maintenance: '2026-05-31T10:00:00Z' } });
    expect(() => maintenanceOf(SPEC, called('cp1'), DRAIN)(away)).toThrow(/cp2 is in maintenance already/);
    expect(() => maintenanceOf(SPEC, called('w1'), DRAIN)(away)).not.toThrow();
  });

  it('is refused where etcd would lose its majority', () => {
    const dead = seen({ cp3: SILENT });
    expect(() => maintenanceOf(SPEC, called('cp1'), DRAIN)(dead)).toThrow(/healthy members without it/);
  });

  it('is refused for the last balancer', () => {
    const alone = seen({ cp1: SILENT, cp2: SILENT, cp3: { units: DAEMONS } }, ['lb1', 'lb2']);
    const spec = { ...SPEC, kubernetes: null } as unknown as ResolvedSpec;
    expect(() => maintenanceOf(spec, called('cp3'), DRAIN)(alone)).toThrow(/the VIP would have nobody/);
  });
});

describe('return', () => {
  it('is refused for a host that does not answer', () => {
    expect(() => returnOf(SPEC, called('cp1'))(seen({ cp1: SILENT }))).toThrow(/take cp1 back/);
  });

  it('of the only control plane waits for its apiserver, which may still be starting', () => {
    const spec = { ...SPEC, hosts: HOSTS.filter(({ name }) => !['cp2', 'cp3'].includes(name)) };
    const boots = seen({
      cp1: { apiserver: { is: 'absent', because: '' }, maintenance: '2026-05-31T10:00:00Z' },
      cp2: SILENT,
      cp3: SILENT,
    });
    const steps = returnOf(spec as ResolvedSpec, called('cp1'))(boots);
    expect(stepsOf(steps)).toContain('cp1 gate');
  });
});

describe('removal', () => {
  test('of a control plane is refused: its member of etcd would stay', () => {
    expect(() => removalOf(SPEC, called('cp1'), false, DRAIN)).toThrow(
      /cannot yet take a member out of etcd/,
    );
  });

  test('of a host that does not answer needs the word that it is gone', () => {
    const silent = seen({ w1: SILENT });
    expect(() => removalOf(SPEC, called('w1'), false, DRAIN)(silent)).toThrow(/does not answer/);
    const steps = stepsOf(removalOf(SPEC, called('w1'), true, DRAIN)(silent));
    expect(steps).toContain('cp1 node.delete');
    expect(steps.filter(step => step.startsWith('w1'))).toEqual([]);
  });

  test('of a balancer hands the VIP over first, and asks no apiserver', () => {
    const down = seen({
      cp1: { apiserver: { is: 'absent', because: '' } },
      cp2: { apiserver: { is: 'absent', because: '' } },
      cp3: { apiserver: { is: 'absent', because: '' } },
    });
    const changes = removalOf(SPEC, called('lb1'), false, DRAIN)(down);
    expect(changes[0]).toMatchObject({ host: 'lb1', steps: [{ verb: { do: 'vip.yield', yields: true } }] });
    expect(changes.find(({ id }) => id === 'lb1/kubernetes')?.needs).toEqual(changes[0]!.gives);
  });

  test('of the last balancer that answers is refused', () => {
    const spec = { ...SPEC, hosts: HOSTS.filter(({ name }) => name.startsWith('lb')), kubernetes: null };
    const removal = removalOf(spec as unknown as ResolvedSpec, called('lb1'), false, DRAIN);
    expect(() => removal(seen({}, ['lb2']))).toThrow(/the VIP would have nobody/);
  });

  test('makes the others forget the host when all else is done', () => {
    const changes = removalOf(SPEC, called('w1'), false, DRAIN)(seen());
    const records = changes.filter(({ id }) => id.endsWith('/record') && id !== 'w1/record');
    expect(records.map(({ host }) => host)).toEqual(['cp1', 'cp2', 'cp3', 'lb1', 'lb2']);
    for (const { needs, steps } of records) {
      expect(needs).toEqual(expect.arrayContaining(['w1/drained', 'w1/node.gone', 'w1/memory.gone']));
      const { hosts } = JSON.parse(steps[0]!.content!) as { hosts: { name: string }[] };
      expect(hosts.map(({ name }) => name)).not.toContain('w1');
    }
  });
});

describe('the VIP moves', () => {
  it('to whoever it is told, the others standing aside', () => {
    const changes = vipMoveOf(SPEC, 'lb2')(seen());
    const aside = changes.filter(({ id }) => id.endsWith('/yield')).map(({ host }) => host);
    expect(aside).toEqual(['cp2', 'cp3', 'lb1', 'cp1']);
  });

  it('not at all to its holder, to a stranger, or where two hold it', () => {
    expect(vipMoveOf(SPEC, 'cp1')(seen())).toEqual([]);
    expect(() => vipMoveOf(SPEC, 'w1')(seen())).toThrow(/it can go to/);
    expect(() => vipMoveOf(SPEC, null)(seen({ cp2: { vipOn: 'eth0' } }))).toThrow(/cp1 and cp2 hold it/);
  });
});

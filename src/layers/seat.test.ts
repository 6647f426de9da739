import { describe, expect, test } from 'vitest';
import { CREATION_FORMAT, type CreationRecord } from '../base/creation.ts';
import type { ClusterRecord } from '../base/record.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { KubernetesFact } from '../facts/kubernetes.ts';
import { BLANK_KUBERNETES as BLANK } from '../facts/sample-facts.ts';
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';
import { controlPlanesOf } from './seat.ts';

const host = (name: string): ResolvedHost => ({
  name,
  address: `192.0.2.${name.at(-1)}`,
  roles: ['control-plane', 'load-balancer'],
  ssh: { user: 'root', port: 22, identityFile: null, bastion: null },
  interface: null,
  nodeAddress: `192.0.2.${name.at(-1)}`,
  labels: {},
  taints: [],
});

const HOSTS = ['cp1', 'cp2', 'cp3'].map(host);
const SPEC = { name: 'demo', hosts: HOSTS, kubernetes: {} } as unknown as ResolvedSpec;

const CREATION: CreationRecord = {
  format: CREATION_FORMAT,
  cluster: 'demo',
  members: HOSTS.map(({ name, address }) => ({ name, address })),
};

const BEGUN: KubernetesFact = { ...BLANK, creation: CREATION };
const holding = (authorities: string, etcd: KubernetesFact['etcd'] = 'none'): KubernetesFact => ({
  ...BLANK,
  authorities,
  ca: `CA ${authorities}`,
  etcd,
  creation: CREATION,
});

/** Facts by host name; a host without facts does not answer. */
function planesOf(facts: Readonly<Record<string, KubernetesFact>>, options: { complete?: boolean } = {}) {
  const hosts = HOSTS.filter(({ name }) => facts[name] !== undefined).map(each => ({
    host: each,
    facts: {
      kubernetes: facts[each.name],
      record: options.complete === true ? ({} as ClusterRecord) : null,
    } as HostFacts,
  }));
  return controlPlanesOf({ spec: SPEC, hosts })!;
}

describe('who is the seat', () => {
  test('on blank hosts the first by name, where the authorities will be made', () => {
    const planes = planesOf({ cp1: BLANK, cp2: BLANK, cp3: BLANK });
    expect(planes.seat).toBe('cp1');
    expect(planes.authorities).toEqual({ host: 'cp1', digest: null, ca: null });
    expect(planes.creation.members.map(({ name }) => name)).toEqual(['cp1', 'cp2', 'cp3']);
  });

  test('later a host that holds the authorities', () => {
    const planes = planesOf({ cp1: BEGUN, cp2: holding('aa'), cp3: BEGUN });
    expect(planes.seat).toBe('cp2');
    expect(planes.authorities).toEqual({ host: 'cp2', digest: 'aa', ca: 'CA aa' });
  });
});

describe('which authorities count', () => {
  test('those that most hosts hold, while no etcd has started', () => {
    const planes = planesOf({ cp1: holding('aa'), cp2: holding('bb'), cp3: holding('bb') });
    expect(planes.authorities).toMatchObject({ host: 'cp2', digest: 'bb' });
  });

  test('those with which an etcd has started, however few hold them', () => {
    const planes = planesOf({ cp1: holding('aa'), cp2: holding('aa'), cp3: holding('bb', 'started') });
    expect(planes.authorities).toMatchObject({ host: 'cp3', digest: 'bb' });
  });

  test('members of etcd that started with different ones are two clusters, and nothing is planned', () => {
    expect(() =>
      planesOf({ cp1: holding('aa', 'started'), cp2: holding('bb', 'started'), cp3: BEGUN }),
    ).toThrow(/different ones: cp1 has aa, cp2 has bb/);
  });
});

describe('who must answer', () => {
  test('to begin: every control plane', () => {
    expect(() => planesOf({ cp1: BLANK, cp2: BLANK })).toThrow(/these control planes do not answer: cp3/);
  });

  test('to go on: more than half of those with which it began', () => {
    expect(planesOf({ cp1: holding('aa'), cp3: BEGUN }).seat).toBe('cp1');
    expect(() => planesOf({ cp3: holding('aa') })).toThrow(/1 of the 3 control planes/);
  });

  test('a wiped host among others that began is one of them still', () => {
    const planes = planesOf({ cp1: BLANK, cp2: holding('aa', 'started'), cp3: holding('aa', 'started') });
    expect(planes.creation).toEqual(CREATION);
    expect(planes.authorities).toMatchObject({ host: 'cp2', digest: 'aa' });
  });

  test('a cluster that was whole never gets new authorities', () => {
    expect(() => planesOf({ cp1: BEGUN, cp2: BEGUN, cp3: BEGUN }, { complete: true })).toThrow(
      /new ones would make another cluster/,
    );
  });
});

test('a cluster that has grown goes on without the host that it began with', () => {
  const grown: KubernetesFact = { ...holding('aa', 'started'), creation: null };
  const planes = planesOf({ cp2: grown, cp3: grown }, { complete: true });
  expect(planes.seat).toBe('cp2');
  expect(planes.creation.members).toEqual([]);
});

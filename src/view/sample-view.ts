/** A cluster in good health as a picture, for tests: three control planes that balance, and a worker. */

import type { EtcdMemberNow } from '../etcd/member.ts';
import type { EtcdMember } from '../facts/etcd-members.ts';
import { FREE } from '../hosts/claim.ts';
import type { Expected } from './expected.ts';
import type { HostNow } from './host-now.ts';
import type { HostView, LiveView } from './live-view.ts';
import { type Judged, KUBEADM_MANIFESTS } from './problems.ts';

/** 2026-06-01T00:00:00Z. */
export const NOW = Date.UTC(2026, 5, 1);
export const DAY_MS = 86_400_000;

export const EXPECTED: Expected = {
  name: 'harbour',
  endpoint: { vip: '192.0.2.100', port: 8443, names: [] },
  hosts: [
    host('cp1', 11, ['control-plane', 'load-balancer']),
    host('cp2', 12, ['control-plane', 'load-balancer']),
    host('cp3', 13, ['control-plane', 'load-balancer']),
    host('w1', 21, ['worker']),
  ],
  kubernetes: {},
};

function host(
  name: string,
  last: number,
  roles: Expected['hosts'][number]['roles'],
): Expected['hosts'][number] {
  return { name, address: `192.0.2.${last}`, nodeAddress: `192.0.2.${last}`, roles };
}

const PLANES = ['cp1', 'cp2', 'cp3'];

export const MEMBERS: readonly EtcdMember[] = PLANES.map((name, at) => ({
  id: `a${at + 1}`,
  name,
  peerUrl: `https://${name}:2380`,
  published: true,
  learner: false,
}));

export function member(name: string): EtcdMemberNow {
  return {
    id: MEMBERS.find(each => each.name === name)!.id,
    leader: 'a1',
    learner: false,
    term: '2',
    raftIndex: 100,
    version: '3.6.8',
    dbBytes: 1_000_000,
    quotaBytes: 2_147_483_648,
    errors: [],
    members: MEMBERS,
  };
}

/** One host of the sample; cp1 holds the VIP and leads etcd. */
export function hostOfSample(name: string): HostNow {
  const isPlane = PLANES.includes(name);
  const state = isPlane ? 'active' : 'absent';
  return {
    claim: { ...FREE, epoch: 1, cluster: { id: 'c1', name: 'harbour' }, run: '20260531-120000-aaaa' },
    record: {
      format: 'barque.cluster/v1',
      name: 'harbour',
      hosts: EXPECTED.hosts,
      endpoint: { vip: '192.0.2.100', port: 8443 },
      chosen: { virtualRouterId: 1, priorities: {}, profile: 'lan' },
    },
    creation: null,
    ca: null,
    vipOn: name === 'cp1' ? 'eth0' : null,
    units: {
      'haproxy.service': state,
      'keepalived.service': state,
      'containerd.service': 'active',
      'kubelet.service': 'active',
    },
    backends: isPlane
      ? PLANES.map(backend => ({ name: backend, up: true, status: 'UP', check: 'L7OK' }))
      : null,
    apiserver: { is: isPlane ? 'ready' : 'absent', because: '' },
    etcd: isPlane ? member(name) : null,
    certificates: isPlane ? [{ path: '/etc/kubernetes/pki/apiserver.crt', endsAt: NOW + 300 * DAY_MS }] : [],
    maintenance: null,
    lastProof: null,
    staticPods: isPlane ? KUBEADM_MANIFESTS : [],
    lastStep: { run: '20260531-120000-aaaa', at: NOW - DAY_MS / 2 },
  };
}

export const SILENT: HostView = { is: 'silent', because: 'no answer within 2.3 s' };

/** The sample with some hosts otherwise: what is given stands in for what they would say. */
export function sampleView(changes: Readonly<Record<string, Partial<HostNow> | HostView>> = {}): LiveView {
  return {
    hosts: new Map(
      EXPECTED.hosts.map(({ name }): [string, HostView] => {
        const change = changes[name] ?? {};
        if ('is' in change) return [name, change];
        return [name, { is: 'answered', now: { ...hostOfSample(name), ...change } }];
      }),
    ),
    api: {
      by: 'cp1',
      nodes: EXPECTED.hosts.map(({ name, roles }) => ({
        name,
        ready: true,
        schedulable: true,
        roles: roles.filter(role => role === 'control-plane'),
        version: 'v1.36.3',
      })),
      pods: [{ namespace: 'kube-system', name: 'coredns-1', status: 'Running', ready: true, ageS: null }],
    },
  };
}

export function judgedSample(view: LiveView = sampleView(), changes: Partial<Judged> = {}): Judged {
  return { expected: EXPECTED, view, lastRun: null, drift: 'not-asked', now: NOW, ...changes };
}

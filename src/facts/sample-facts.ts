/** A fresh Debian server as planners see it, for tests. */
import type { HostFacts } from './host-facts.ts';

export const BLANK_KUBERNETES: HostFacts['kubernetes'] = {
  authorities: null,
  ca: null,
  partial: null,
  halves: {},
  etcd: 'none',
  etcdRuns: false,
  creation: null,
};

export const BLANK_FACTS: HostFacts = {
  system: { osId: 'debian', osVersion: '13', architecture: 'amd64', virtualization: 'kvm' },
  interface: 'eth0',
  mtu: 1500,
  networkFile: null,
  record: null,
  kubernetes: BLANK_KUBERNETES,
  maintenance: null,
  guarding: false,
};

/** The lab's cluster.yaml, as a person would write it for these machines. */
import { stringify } from 'yaml';
import { vipOf } from './addresses.ts';
import { BUNDLE_ON_MACHINES } from './layout.ts';
import { vantageNetns } from './names.ts';
import type { LabRecord } from './record.ts';

/** Where the small TLS servers on plain machines listen. */
const SERVER_PORT = 9443;

/** A host without CAP_SYS_RESOURCE cannot raise the limit of 20000 descriptors, and HAProxy wants two a connection. */
const MAX_CONNECTIONS = 8000;

/** What this host's kernel and containers ask of Kubernetes; none of it is a default of the product. */
const OVERRIDES = {
  containerd: {
    plugins: {
      'io.containerd.cri.v1.runtime': {
        // No CAP_SYS_RESOURCE: a sandbox's score of -998 could not be set, and no sandbox would start.
        restrict_oom_score_adj: true,
        // The machine's systemd sees cgroup v1 read-only but for its own services.
        containerd: { runtimes: { runc: { options: { SystemdCgroup: false } } } },
      },
    },
  },
  kubelet: { cgroupDriver: 'cgroupfs', failCgroupV1: false, failSwapOn: false },
  // nf_conntrack_max is the host's and cannot be written.
  kubeProxy: { mode: 'nftables', conntrack: { maxPerCore: 0 } },
  ignorePreflightErrors: ['SystemVerification', 'Swap'],
};

export function clusterText(record: LabRecord): string {
  const members = record.machines.filter(machine => machine.roles.length > 0);
  const servers = record.machines.filter(machine => machine.roles.length === 0);
  const nodes = members.some(({ roles }) => roles.includes('control-plane'));
  const backends = servers.map(server => `${server.name}=${server.address}:${SERVER_PORT}`);
  return stringify({
    apiVersion: 'barque/v1alpha1',
    kind: 'Cluster',
    metadata: { name: record.name },
    spec: {
      endpoint: { vip: vipOf(record.subnet), port: 8443 },
      availability: { failover: '1s' },
      hosts: members.map(({ name, address, roles }) => ({ name, address, roles: [...roles] })),
      ...(backends.length > 0 && !nodes ? { loadBalancer: { backends } } : {}),
      overrides: { haproxy: { maxconn: MAX_CONNECTIONS }, ...(nodes ? OVERRIDES : {}) },
      ssh: { config: './ssh_config' },
      operator: { netns: vantageNetns(record.name) },
      bundle: {
        ...(record.bundle === null ? {} : { folder: record.bundle }),
        ...(record.bundle === null || !nodes ? {} : { onHosts: BUNDLE_ON_MACHINES }),
        allowModuleBundle: true,
      },
    },
  });
}

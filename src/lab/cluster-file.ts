/** The lab's cluster.yaml, as a person would write it for these machines. */
import { stringify } from 'yaml';
import { vipOf } from './addresses.ts';
import { vantageNetns } from './names.ts';
import type { LabRecord } from './record.ts';

/** Where the small TLS servers on plain machines listen. */
const SERVER_PORT = 9443;

/** A host without CAP_SYS_RESOURCE cannot raise the limit of 20000 descriptors, and HAProxy wants two a connection. */
const MAX_CONNECTIONS = 8000;

export function clusterText(record: LabRecord): string {
  const members = record.machines.filter(machine => machine.roles.length > 0);
  const servers = record.machines.filter(machine => machine.roles.length === 0);
  const backends = servers.map(server => `${server.name}=${server.address}:${SERVER_PORT}`);
  return stringify({
    apiVersion: 'barque/v1alpha1',
    kind: 'Cluster',
    metadata: { name: record.name },
    spec: {
      endpoint: { vip: vipOf(record.subnet), port: 8443 },
      availability: { failover: '1s' },
      hosts: members.map(({ name, address, roles }) => ({ name, address, roles: [...roles] })),
      ...(backends.length > 0 ? { loadBalancer: { backends } } : {}),
      overrides: { haproxy: { maxconn: MAX_CONNECTIONS } },
      ssh: { config: './ssh_config' },
      operator: { netns: vantageNetns(record.name) },
      bundle: { ...(record.bundle === null ? {} : { folder: record.bundle }), allowModuleBundle: true },
    },
  });
}

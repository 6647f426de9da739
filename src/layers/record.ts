/** The layer `record`: what the cluster is, on each of its hosts, once the rest stands. */
import { canonicalJson } from '../base/json.ts';
import { type ClusterRecord, RECORD_FORMAT, RECORD_PATH } from '../base/record.ts';
import { filePut } from '../plan/desired.ts';
import type { Layer } from './layer.ts';
import { loadBalancerReady, membersVote, nodesReady } from './milestones.ts';

export const RECORD: Layer = {
  name: 'record',
  changes: ({ spec, hosts, chosen }) => {
    const record: ClusterRecord = {
      format: RECORD_FORMAT,
      name: spec.name,
      hosts: spec.hosts
        .map(({ name, address, roles }) => ({ name, address, roles: [...roles].sort() }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      endpoint: spec.endpoint,
      ...(spec.kubernetes === null
        ? {}
        : { networks: { pods: spec.kubernetes.podCidr, services: spec.kubernetes.serviceCidr } }),
      chosen,
    };
    const content = `${canonicalJson(record)}\n`;
    return hosts.map(({ host }) => ({
      id: `${host.name}/record`,
      host: host.name,
      steps: [filePut('file', { path: RECORD_PATH, content, mode: '0600' })],
      needs: [
        ...(host.roles.includes('load-balancer') ? [loadBalancerReady(host.name)] : []),
        ...(spec.kubernetes === null ? [] : [nodesReady(), membersVote()]),
      ],
      gives: [],
    }));
  },
};

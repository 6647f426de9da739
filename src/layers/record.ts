/** The layer `record`: what the cluster is, on each of its hosts, once the rest stands. */
import { canonicalJson } from '../base/json.ts';
import { type ClusterRecord, RECORD_FORMAT, RECORD_PATH } from '../base/record.ts';
import { filePut } from '../plan/desired.ts';
import type { Layer, LayerInput } from './layer.ts';
import { balancerStopped, loadBalancerReady, membersVote, nodesReady, peersForgotten } from './milestones.ts';

export const RECORD: Layer = {
  name: 'record',
  changes: input => {
    const { spec, hosts } = input;
    const content = `${canonicalJson(recordOf(input))}\n`;
    const { existing, added, leaving } = input.balancers;
    const balancers = [...existing, ...added].map(({ host }) => host.name);
    return hosts.map(({ host }) => ({
      id: `${host.name}/record`,
      host: host.name,
      steps: [filePut('file', { path: RECORD_PATH, content, mode: '0600' })],
      // Whoever reads that a host balances may take it that every other balancer has been told of it.
      needs: [
        ...balancers.map(loadBalancerReady),
        ...leaving.map(({ host: gone }) => balancerStopped(gone.name)),
        ...(leaving.length === 0 ? [] : balancers.map(peersForgotten)),
        ...(spec.kubernetes === null ? [] : [nodesReady(), membersVote()]),
      ],
      gives: [],
    }));
  },
};

function recordOf(input: LayerInput): ClusterRecord {
  const { spec, chosen } = input;
  const { elsewhere } = input.balancers;
  const inFile = spec.hosts.map(({ name, address, nodeAddress, roles }) => {
    // Whoever lost the role and does not answer still balances, for all that is known.
    const still = elsewhere.some(each => each.name === name) ? ['load-balancer'] : [];
    return { name, address, nodeAddress, roles: [...roles, ...still].sort() };
  });
  const named = new Set(spec.hosts.map(({ name }) => name));
  const forgotten = input.remembered.filter(({ name }) => !named.has(name));
  const kept = elsewhere.flatMap(({ name, priority }) => (priority === null ? [] : [[name, priority]]));
  return {
    format: RECORD_FORMAT,
    name: spec.name,
    hosts: [...inFile, ...forgotten.map(({ priority: _p, ...host }) => host)].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    ),
    endpoint: spec.endpoint,
    ...(spec.kubernetes === null
      ? {}
      : {
          networks: {
            pods: spec.kubernetes.podCidr,
            services: spec.kubernetes.serviceCidr,
            plugin: spec.kubernetes.plugin,
          },
        }),
    chosen: { ...chosen, priorities: { ...chosen.priorities, ...Object.fromEntries(kept) } },
  };
}

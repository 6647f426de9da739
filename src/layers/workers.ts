/** The layer `workers`: each joins by credentials of its own as soon as the cluster can take it. */
import { digestOf, hexOf } from '../base/digest.ts';
import { type DesiredStep, filePut } from '../plan/desired.ts';
import { type LateName, late } from '../plan/late.ts';
import { joinFile, KUBEADM_CONFIG, kubeletDocument, onlyPatches, PATCHES_FOLDER } from './kubeadm-config.ts';
import { KUBELET_RESTART_MS, kubeletLoad, kubeletUnit } from './kubelet.ts';
import type { Layer } from './layer.ts';
import {
  apiserverReady,
  clusterReady,
  joined,
  kubernetesReady,
  runtimeReady,
  systemReady,
} from './milestones.ts';
import { isWorker } from './roles.ts';
import { turnOf } from './rolling.ts';

export function credentialsOf(worker: string): LateName {
  return `node-credentials/${worker}`;
}

const README = 'README';

/** The kubelet's own port (Kubernetes, ports and protocols). */
function answering(address: string): DesiredStep {
  return { id: 'answers', verb: { do: 'gate', check: 'tcp', address, port: 10250 } };
}

export const WORKERS: Layer = {
  name: 'workers',
  changes: input => {
    const { spec, hosts, bundle } = input;
    const { kubernetes } = spec;
    if (kubernetes === null) return [];
    const patches = kubernetes.patches.filter(({ name }) => name.startsWith('kubeletconfiguration'));
    return hosts.filter(isWorker).map(own => {
      const { host, facts } = own;
      const config = joinFile(spec, host);
      return {
        id: `${host.name}/node`,
        host: host.name,
        steps: [
          kubeletUnit(),
          filePut('config', { path: KUBEADM_CONFIG, content: config }),
          // kubeadm wants the folder even when nothing lies in it.
          filePut('patches', { path: `${PATCHES_FOLDER}/${README}`, content: 'Patches of kubeadm.\n' }),
          ...patches.map(({ name, content }) =>
            filePut(`patch-${name}`, { path: `${PATCHES_FOLDER}/${name}`, content }),
          ),
          onlyPatches([README, ...patches.map(({ name }) => name)]),
          {
            id: 'kubeadm',
            verb: {
              do: 'kubeadm.join',
              config: KUBEADM_CONFIG,
              digest: hexOf(digestOf([config, patches, bundle.kubernetes, kubeletDocument(kubernetes)])),
              credentials: late(credentialsOf(host.name)),
              ignorePreflightErrors: kubernetes.overrides.ignorePreflightErrors,
            },
            interrupts: () => [{ what: 'node', atMostMs: KUBELET_RESTART_MS }],
          },
          kubeletLoad(`${host.name}/node/kubeadm`),
          // The next one has its turn when this one's kubelet answers; a new node is waited for by the cluster's own gate.
          ...(facts.record === null ? [] : [answering(host.nodeAddress)]),
        ],
        needs: [
          clusterReady(),
          systemReady(host.name),
          runtimeReady(host.name),
          kubernetesReady(host.name),
          ...turnOf(input, own, apiserverReady),
        ],
        gives: [joined(host.name)],
      };
    });
  },
};

/** The layer `controlplane`: every control plane starts at once, on one set of authorities and one list of members. */
import { digestOf, hexOf } from '../../base/digest.ts';
import { type DesiredChange, type DesiredStep, filePut } from '../../plan/desired.ts';
import { clusterDocuments, initFile, KUBEADM_CONFIG, PATCHES_FOLDER } from '../kubeadm-config.ts';
import { kubeletSteps } from '../kubelet.ts';
import type { Layer } from '../layer.ts';
import {
  apiserverReady,
  authoritiesThere,
  clusterReady,
  kubernetesReady,
  runtimeReady,
} from '../milestones.ts';
import { controlPlanesOf } from '../seat.ts';
import { etcdPatch } from './patches.ts';

export const CONTROL_PLANE: Layer = {
  name: 'controlplane',
  changes: input => {
    const planes = controlPlanesOf(input);
    const { kubernetes } = input.spec;
    const version = input.bundle.kubernetes;
    if (planes === null || kubernetes === null || version === null) return [];
    const patches = [etcdPatch(planes.creation, input.spec.name), ...kubernetes.patches];
    const changes = planes.hosts.flatMap(({ host }): DesiredChange[] => {
      const config = initFile(input.spec, host, version);
      const steps: DesiredStep[] = [
        ...kubeletSteps(input.spec),
        filePut('config', { path: KUBEADM_CONFIG, content: config, mode: '0600' }),
        ...patches.map(({ name, content }) =>
          filePut(`patch-${name}`, { path: `${PATCHES_FOLDER}/${name}`, content, mode: '0600' }),
        ),
        {
          id: 'kubeadm',
          verb: {
            do: 'kubeadm.control-plane',
            config: KUBEADM_CONFIG,
            digest: hexOf(digestOf([config, patches])),
            ignorePreflightErrors: kubernetes.overrides.ignorePreflightErrors,
          },
          interrupts: () => [{ what: 'api', atMostMs: RESTART_MS }],
        },
        { id: 'ready', verb: { do: 'gate', check: 'apiserver', address: host.nodeAddress } },
      ];
      return [
        {
          id: `${host.name}/controlplane`,
          host: host.name,
          steps,
          needs: [authoritiesThere(host.name), runtimeReady(host.name), kubernetesReady(host.name)],
          gives: [apiserverReady(host.name)],
        },
        {
          id: `${host.name}/credentials`,
          host: host.name,
          steps: [
            {
              id: 'finish',
              verb: { do: 'kubeadm.finish', config: KUBEADM_CONFIG },
              decidedBy: `${host.name}/controlplane/kubeadm`,
            },
          ],
          needs: [apiserverReady(host.name), clusterReady()],
          gives: [],
        },
      ];
    });
    const shared = clusterDocuments(input.spec, version);
    return [
      ...changes,
      {
        id: `${planes.seat}/cluster`,
        host: planes.seat,
        steps: [
          {
            id: 'kubeadm',
            verb: { do: 'kubeadm.cluster', config: KUBEADM_CONFIG, digest: hexOf(digestOf(shared)) },
            decidedBy: `${planes.seat}/controlplane/kubeadm`,
          },
        ],
        needs: [apiserverReady(planes.seat)],
        gives: [clusterReady()],
      },
    ];
  },
};

/** Milliseconds that an apiserver's restart takes; the others serve meanwhile (trials: 2.7 s for kubelet and etcd). */
const RESTART_MS = 15_000;

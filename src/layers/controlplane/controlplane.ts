/** The layer `controlplane`: every control plane starts at once, on one set of authorities and one list of members. */
import { digestOf, hexOf } from '../../base/digest.ts';
import { type DesiredChange, type DesiredStep, filePut } from '../../plan/desired.ts';
import type { KubernetesSpec } from '../../spec/resolved.ts';
import {
  clusterDocuments,
  initFile,
  KUBEADM_CONFIG,
  onlyPatches,
  PATCHES_FOLDER,
} from '../kubeadm-config.ts';
import { kubeletLoad, kubeletUnit } from '../kubelet.ts';
import type { Layer, LayerInput } from '../layer.ts';
import {
  apiserverReady,
  authoritiesThere,
  clusterReady,
  kubernetesReady,
  memberAdmitted,
  memberLeft,
  membersVote,
  planeStarted,
  runtimeReady,
  snapshotKept,
  systemReady,
} from '../milestones.ts';
import { type ControlPlanes, controlPlanesOf } from '../seat.ts';
import { type Admission, admissions } from './admission.ts';
import { clientUrlOf, etcdPatch, KUBELET_PATCH, peerUrlOf } from './patches.ts';

/** Milliseconds that an apiserver's restart takes; the others serve meanwhile (trials: 2.7 s for kubelet and etcd). */
const RESTART_MS = 15_000;

type HostOf = LayerInput['hosts'][number];

export const CONTROL_PLANE: Layer = {
  name: 'controlplane',
  changes: input => {
    const planes = controlPlanesOf(input);
    const { kubernetes } = input.spec;
    const version = input.bundle.kubernetes;
    if (planes === null || kubernetes === null || version === null) return [];
    const admitted = admissions(planes, input);
    const admissionOf = (own: HostOf) => admitted.get(own.host.name)!;
    const newcomers = planes.hosts.filter(own => hasNoVote(admissionOf(own)));
    const voters = planes.hosts.filter(own => !hasNoVote(admissionOf(own)));
    // What stands changes one at a time; what begins, begins together.
    const whole = planes.complete ? voters : [];
    const standing = new Map(whole.slice(1).map((own, at) => [own, whole[at]!.host.name]));
    return [
      ...planes.hosts.flatMap(own =>
        planeChanges(input, planes, kubernetes, version, own, admissionOf(own), standing.get(own) ?? null),
      ),
      ...newcomers.flatMap((own, at) =>
        membership(input, planes, version, own, admissionOf(own), newcomers[at - 1]),
      ),
      {
        id: `${planes.seat}/cluster`,
        host: planes.seat,
        steps: [
          {
            id: 'kubeadm',
            verb: {
              do: 'kubeadm.cluster',
              config: KUBEADM_CONFIG,
              digest: hexOf(digestOf(clusterDocuments(input.spec, version))),
              begins: !planes.complete,
            },
            decidedBy: kubeadmStep(planes.seat),
          },
        ],
        needs: [apiserverReady(planes.seat)],
        gives: [clusterReady()],
      },
      {
        id: `${planes.seat}/etcd`,
        host: planes.seat,
        steps: [
          {
            id: 'voters',
            verb: { do: 'etcd.promote', members: voters.map(({ host }) => host.name).sort() },
            decidedBy: kubeadmStep(planes.seat),
          },
        ],
        needs: [clusterReady(), ...voters.map(({ host }) => apiserverReady(host.name))],
        gives: [membersVote()],
      },
    ];
  },
};

/** Its apiserver is ready only when it votes. */
function hasNoVote({ is }: Admission): boolean {
  return is === 'admitted' || is === 'learning';
}

function leaving(host: string): string {
  return `${host}/etcd-leaves`;
}

function kubeadmStep(host: string): string {
  return `${host}/controlplane/kubeadm`;
}

function planeChanges(
  { spec }: LayerInput,
  { seat, hosts }: ControlPlanes,
  kubernetes: KubernetesSpec,
  version: string,
  { host }: HostOf,
  admission: Admission,
  before: string | null,
): DesiredChange[] {
  const config = initFile(spec, host, version);
  const patches = [KUBELET_PATCH, ...kubernetes.patches];
  const joins = hasNoVote(admission);
  const ready: DesiredStep = {
    id: 'ready',
    verb: { do: 'gate', check: 'apiserver', address: host.nodeAddress },
  };
  return [
    {
      id: `${host.name}/controlplane`,
      host: host.name,
      steps: [
        kubeletUnit(),
        filePut('config', { path: KUBEADM_CONFIG, content: config }),
        ...[...etcdPatches(spec.name, admission), ...patches].map(({ name, content }) =>
          filePut(`patch-${name}`, { path: `${PATCHES_FOLDER}/${name}`, content }),
        ),
        onlyPatches(patches.map(({ name }) => name)),
        {
          id: 'kubeadm',
          verb: {
            do: 'kubeadm.control-plane',
            config: KUBEADM_CONFIG,
            digest: hexOf(digestOf([config, patches])),
            ignorePreflightErrors: kubernetes.overrides.ignorePreflightErrors,
          },
          // That takes the manifest of etcd away, which this one writes anew.
          decidedBy: `${leaving(host.name)}/leave`,
          interrupts: () => [{ what: 'api', atMostMs: RESTART_MS }],
        },
        kubeletLoad(kubeadmStep(host.name)),
        // A learner serves nobody: its apiserver is ready only after its promotion, which waits for this change.
        ...(joins ? [] : [ready]),
      ],
      needs: [
        // Whoever goes on without this host must find the authorities with which its etcd has begun.
        ...hosts.map(each => authoritiesThere(each.host.name)),
        systemReady(host.name),
        runtimeReady(host.name),
        kubernetesReady(host.name),
        ...(admission.is === 'admitted' ? [memberAdmitted(host.name)] : []),
        ...(before === null ? [] : [apiserverReady(before)]),
      ],
      gives: [planeStarted(host.name), ...(joins ? [] : [apiserverReady(host.name)])],
    },
    {
      id: `${host.name}/credentials`,
      host: host.name,
      steps: [
        {
          id: 'finish',
          verb: { do: 'kubeadm.finish', config: KUBEADM_CONFIG },
          decidedBy: kubeadmStep(host.name),
          // That makes the all-powerful credentials anew.
          ...(host.name === seat ? { undoneBy: [`${seat}/cluster/kubeadm`] } : {}),
        },
      ],
      needs: [apiserverReady(host.name), clusterReady()],
      gives: [],
    },
  ];
}

function etcdPatches(cluster: string, admission: Admission): ReturnType<typeof etcdPatch>[] {
  switch (admission.is) {
    case 'member':
    case 'learning':
      return [];
    case 'first':
      return [etcdPatch(cluster, 'new', admission.members)];
    case 'admitted':
      return [etcdPatch(cluster, 'existing', admission.members)];
  }
}

/**
 * One member at a time: the next is admitted when the one before votes. Before each, a snapshot on the seat and on the
 * newcomer: two hosts, and no other is sure to be there.
 */
function membership(
  { members }: LayerInput,
  { seat, hosts }: ControlPlanes,
  version: string,
  { host }: HostOf,
  admission: Admission,
  before: HostOf | undefined,
): DesiredChange[] {
  const { name, nodeAddress } = host;
  const after = before === undefined ? [] : [apiserverReady(before.host.name)];
  const save: DesiredStep = {
    id: 'save',
    verb: {
      do: 'etcd.save',
      snapshot: `before-${name}-${hexOf(digestOf(members ?? [])).slice(0, 12)}`,
      endpoint: clientUrlOf(hosts.find(each => each.host.name === seat)!.host.nodeAddress),
      version,
    },
  };
  const vote: DesiredChange = {
    id: `${seat}/etcd-${name}-vote`,
    host: seat,
    steps: [
      {
        id: 'promote',
        verb: { do: 'etcd.promote', members: [name] },
        undoneBy: [`${seat}/etcd-${name}/admit`],
      },
      { id: 'ready', verb: { do: 'gate', check: 'apiserver', address: nodeAddress } },
    ],
    needs: [planeStarted(name), apiserverReady(seat)],
    gives: [apiserverReady(name)],
  };
  if (admission.is !== 'admitted') return [vote];
  const { remove } = admission;
  return [
    {
      id: leaving(name),
      host: name,
      steps: [{ id: 'leave', verb: { do: 'etcd.leave' } }],
      needs: [],
      gives: [memberLeft(name)],
    },
    {
      id: `${name}/etcd-saved`,
      host: name,
      steps: [save],
      needs: [authoritiesThere(name), kubernetesReady(name), apiserverReady(seat), ...after],
      gives: [snapshotKept(name)],
    },
    {
      id: `${seat}/etcd-${name}`,
      host: seat,
      steps: [
        save,
        { id: 'admit', verb: { do: 'etcd.admit', member: name, peerUrl: peerUrlOf(nodeAddress), remove } },
      ],
      needs: [
        apiserverReady(seat),
        memberLeft(name),
        runtimeReady(name),
        kubernetesReady(name),
        snapshotKept(name),
        ...after,
      ],
      gives: [memberAdmitted(name)],
    },
    vote,
  ];
}

/** The layer `controlplane`: every control plane starts at once, on one set of authorities and one list of members. */
import { digestOf, hexOf } from '../../base/digest.ts';
import type { Observation } from '../../base/observation.ts';
import { type DesiredChange, type DesiredStep, filePut } from '../../plan/desired.ts';
import type { KubernetesSpec } from '../../spec/resolved.ts';
import { HTTP2_PING_ENV } from '../http2-ping.ts';
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
  membersVote,
  planeStarted,
  runtimeReady,
  systemReady,
} from '../milestones.ts';
import { type ControlPlanes, controlPlanesOf } from '../seat.ts';
import { type Admission, admissions, hasNoVote } from './admission.ts';
import { leaving, membership } from './membership.ts';
import { etcdPatch, KUBELET_PATCH } from './patches.ts';
import { inTurn, newcomersFirst } from './spare.ts';

/** Milliseconds that an apiserver's restart takes; the others serve meanwhile (trials: 2.7 s for kubelet and etcd). */
const RESTART_MS = 15_000;

/** Milliseconds in which etcd has one member less: 2.7 s for its restart with the kubelet (trials), and an election. */
const ETCD_RESTART_MS = 5_000;

type HostOf = LayerInput['hosts'][number];

/** Of a control plane that stands in a cluster that was whole. */
interface Turn {
  /** Milestones that must have been reached. */
  after: readonly string[];
}

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
    const standing = planes.complete ? inTurn(voters) : [];
    const isFilled = planes.complete && newcomersFirst(admitted, input.members);
    const whole = isFilled ? newcomers.map(({ host }) => apiserverReady(host.name)) : [];
    const turnOf = (own: HostOf): Turn | null => {
      const at = standing.indexOf(own);
      if (at < 0) return null;
      return { after: at === 0 ? whole : [apiserverReady(standing[at - 1]!.host.name)] };
    };
    const seatReady = isFilled ? [] : [apiserverReady(planes.seat)];
    return [
      ...planes.hosts.flatMap(own =>
        planeChanges(input, planes, kubernetes, version, own, admissionOf(own), turnOf(own)),
      ),
      ...newcomers.flatMap((own, at) =>
        membership(input, planes, version, own, admissionOf(own), newcomers[at - 1], seatReady),
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
              digest: hexOf(digestOf([...clusterDocuments(input.spec, version), HTTP2_PING_ENV])),
              begins: !planes.complete,
              proxyEnv: HTTP2_PING_ENV,
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
  turn: Turn | null,
): DesiredChange[] {
  const isOneOfMany = spec.hosts.filter(({ roles }) => roles.includes('control-plane')).length > 2;
  const config = initFile(spec, host, version);
  const patches = [KUBELET_PATCH, ...kubernetes.patches];
  const digest = hexOf(digestOf([config, patches]));
  const joins = hasNoVote(admission);
  // The only one, or one of two, cannot be spared at all, and its owner knows.
  const spare: DesiredStep = {
    id: 'spare',
    verb: { do: 'gate', check: 'etcd-spare', address: host.nodeAddress },
    guards: 'kubeadm',
  };
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
        ...(turn !== null && isOneOfMany ? [spare] : []),
        {
          id: 'kubeadm',
          verb: {
            do: 'kubeadm.control-plane',
            config: KUBEADM_CONFIG,
            digest,
            ignorePreflightErrors: kubernetes.overrides.ignorePreflightErrors,
          },
          // That takes the manifest of etcd away, which this one writes anew.
          decidedBy: `${leaving(host.name)}/leave`,
          interrupts: seen => [
            { what: 'api', atMostMs: RESTART_MS },
            ...(mayRestartEtcd(seen, digest) ? [{ what: 'etcd' as const, atMostMs: ETCD_RESTART_MS }] : []),
          ],
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
        ...(turn?.after ?? []),
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

/** kubeadm writes etcd's manifest anew; another one is another member's process for the kubelet. */
function mayRestartEtcd(seen: Observation, digest: string): boolean {
  return seen['etcd'] === 'started' && (seen['config'] !== digest || seen['manifests'] !== 'as-written');
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

/** kubeadm’s configuration: what the whole cluster shares, and what is this node’s own. */
import { printKubernetesYaml } from '../base/kubernetes-yaml.ts';
import { mergePatch } from '../base/merge-patch.ts';
import type { DesiredStep } from '../plan/desired.ts';
import { MEMBERS_PATCH } from '../spec/file-contents.ts';
import type { KubernetesSpec, ResolvedHost, ResolvedSpec, Taint } from '../spec/resolved.ts';
import { HTTP2_PING_ENV } from './http2-ping.ts';

export const KUBEADM_CONFIG = '/etc/barque/kubeadm.yaml';
export const PATCHES_FOLDER = '/etc/barque/patches';
/**
 * Of the patches that Barque has put there only these are left: kubeadm reads the whole folder. A member of etcd keeps the
 * list of its peers, by which one that loses its disk finds them and does not begin alone.
 */
export function onlyPatches(names: readonly string[]): DesiredStep {
  const keep = [MEMBERS_PATCH, ...names].map(name => `${PATCHES_FOLDER}/${name}`);
  return { id: 'other-patches', verb: { do: 'folder.keep', folder: PATCHES_FOLDER, keep } };
}

/** On tmpfs, only while a join runs. */
const JOIN_CREDENTIALS = '/run/barque/join.conf';
const CRI_SOCKET = 'unix:///run/containerd/containerd.sock';

export const CONTROL_PLANE_TAINT: Taint = {
  key: 'node-role.kubernetes.io/control-plane',
  value: '',
  effect: 'NoSchedule',
};

/**
 * Requests that a controller manager may send at once before its 20 a second count. When it takes the lead it makes some 150,
 * accounts and tokens for each of its controllers: with Kubernetes' own 30 none of them began before 6 s had passed, at
 * each change of its leader too (docs/measurements/build.md). The lasting rate stays: it is also how fast the endpoints of
 * many silent nodes are withdrawn.
 */
const CONTROLLER_BURST = 200;

/** Without a worker, control planes carry the pods (design). */
export function taintsOf(spec: ResolvedSpec, host: ResolvedHost): readonly Taint[] {
  const reserved =
    host.roles.includes('control-plane') && spec.hosts.some(({ roles }) => roles.includes('worker'));
  return [...(reserved && !host.roles.includes('worker') ? [CONTROL_PLANE_TAINT] : []), ...host.taints];
}

/**
 * Documents that every node's file shares, and that kubeadm stores in the cluster: growth changes none of them. `own`:
 * names and addresses that only this node's certificate holds beside those of the endpoint.
 */
export function clusterDocuments(spec: ResolvedSpec, version: string, own: readonly string[] = []): object[] {
  const { kubernetes } = spec;
  if (kubernetes === null) return [];
  const names = [spec.endpoint.vip, ...spec.endpoint.names, '127.0.0.1', 'localhost', ...own];
  return [
    {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'ClusterConfiguration',
      clusterName: spec.name,
      kubernetesVersion: `v${version}`,
      controlPlaneEndpoint: `${spec.endpoint.vip}:${spec.endpoint.port}`,
      encryptionAlgorithm: 'ECDSA-P256',
      networking: {
        dnsDomain: 'cluster.local',
        podSubnet: kubernetes.podCidr,
        serviceSubnet: kubernetes.serviceCidr,
      },
      apiServer: {
        certSANs: [...new Set(names)].sort(),
        extraArgs: [
          // Moves a thousandth of requests' connections, so that a restarted apiserver gets its share again
          // (kubernetes/kubernetes#88567). Behind a balancer a single one takes them back; another value for it would
          // make growth restart it.
          { name: 'goaway-chance', value: '0.001' },
          // Longer than HAProxy needs to take it out: fall 2 × inter 0.5 s, and a margin (load balancer, 2.4).
          { name: 'shutdown-delay-duration', value: '10s' },
          { name: 'shutdown-send-retry-after', value: 'true' },
        ],
      },
      controllerManager: {
        extraArgs: [{ name: 'kube-api-burst', value: String(CONTROLLER_BURST) }],
        extraEnvs: HTTP2_PING_ENV,
      },
      scheduler: { extraEnvs: HTTP2_PING_ENV },
    },
    kubeletDocument(kubernetes),
    mergePatch(
      { apiVersion: 'kubeproxy.config.k8s.io/v1alpha1', kind: 'KubeProxyConfiguration', mode: 'nftables' },
      kubernetes.overrides.kubeProxy,
    ) as object,
  ];
}

/** How every node's kubelet is set; each reads it when it joins, and again when this has changed. */
export function kubeletDocument({ overrides }: KubernetesSpec): object {
  return mergePatch(
    {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      cgroupDriver: 'systemd',
      // One slow pull must not hold up the others; more at once only share the same line (images, knobs).
      serializeImagePulls: false,
      maxParallelImagePulls: 4,
    },
    overrides.kubelet,
  ) as object;
}

/** The file of a control plane that begins with the cluster. */
export function initFile(spec: ResolvedSpec, host: ResolvedHost, version: string): string {
  const init = {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'InitConfiguration',
    // kubeadm would make one that lives for a day; this one ends by itself if nobody removes it.
    bootstrapTokens: [{ ttl: '1m0s', description: 'not used by anybody' }],
    localAPIEndpoint: { advertiseAddress: host.nodeAddress, bindPort: 6443 },
    nodeRegistration: registration(spec, host),
    patches: { directory: PATCHES_FOLDER },
  };
  return documents([init, ...clusterDocuments(spec, version, [host.name, host.address, host.nodeAddress])]);
}

/** The file of a worker. Credentials and the CA come by a file, so that nothing has to be believed (and waited for). */
export function joinFile(spec: ResolvedSpec, host: ResolvedHost): string {
  return documents([
    {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'JoinConfiguration',
      discovery: { file: { kubeConfigPath: JOIN_CREDENTIALS } },
      nodeRegistration: registration(spec, host),
      patches: { directory: PATCHES_FOLDER },
    },
  ]);
}

function registration(spec: ResolvedSpec, host: ResolvedHost): object {
  return {
    name: host.name,
    criSocket: CRI_SOCKET,
    imagePullPolicy: 'IfNotPresent',
    taints: taintsOf(spec, host),
    kubeletExtraArgs: [{ name: 'node-ip', value: host.nodeAddress }],
  };
}

function documents(all: readonly object[]): string {
  return `# Managed by Barque.\n${printKubernetesYaml(all)}`;
}

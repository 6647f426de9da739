/** Every default of the file with its value and its reason: shown by `validate --defaults`. */
import { DEFAULTS } from './defaults.ts';

export interface DefaultReason {
  /** As `spec.hosts[].ssh.user`. */
  path: string;
  /** What is taken, in words where it is no constant. */
  value: string;
  why: string;
}

const NONE = 'none';

/** In the order of the schema; a test sees that no leaf that may be left out is missing. */
export const DEFAULT_REASONS: readonly DefaultReason[] = [
  {
    path: 'spec.endpoint.port',
    value: String(DEFAULTS.port),
    why: 'Not 6443: an apiserver on the same host has that one, on every address.',
  },
  { path: 'spec.endpoint.names[]', value: NONE, why: 'The certificates hold the VIP and every host anyway.' },
  {
    path: 'spec.availability.failover',
    value: DEFAULTS.failover,
    why: 'Clients send a lost SYN again after 1 s: less is not noticed, and bears less stalling.',
  },
  {
    path: 'spec.availability.hang',
    value: DEFAULTS.hang,
    why: 'What whole seconds can keep, all that Keepalived knows before 2.3.2; newer ones are far below.',
  },
  {
    path: 'spec.availability.profile',
    value: DEFAULTS.profile,
    why: 'By facts: lan when every host is bare metal, else virtual; the first choice is kept.',
  },
  {
    path: 'spec.availability.drills',
    value: DEFAULTS.drills,
    why: 'Whoever may apply may prove, and types the cluster’s name first.',
  },
  {
    path: 'spec.hosts[].interface',
    value: 'the one that has the address',
    why: 'The VIP must be in the network where the others look for it.',
  },
  { path: 'spec.hosts[].nodeAddress', value: 'the address', why: 'Most machines have one network.' },
  { path: 'spec.hosts[].labels', value: NONE, why: 'Kubernetes sets name, system and architecture itself.' },
  {
    path: 'spec.hosts[].taints[]',
    value: NONE,
    why: 'Control planes are tainted by kubeadm; where there is no worker, that taint is taken away.',
  },
  { path: 'spec.hosts[].taints[].value', value: 'empty', why: 'A taint needs no value.' },
  {
    path: 'spec.hosts[].ssh.user',
    value: DEFAULTS.sshUser,
    why: 'Everything that Barque does on a host needs it; another user needs sudo without a password.',
  },
  { path: 'spec.hosts[].ssh.port', value: String(DEFAULTS.sshPort), why: 'The port of SSH servers.' },
  { path: 'spec.hosts[].ssh.bastion', value: NONE, why: 'Your own OpenSSH configuration is used as it is.' },
  {
    path: 'spec.hosts[].ssh.identityFile',
    value: 'as OpenSSH chooses',
    why: 'Your agent and your own configuration are used as they are.',
  },
  { path: 'spec.loadBalancer.kind', value: 'haproxy', why: 'The only one so far.' },
  {
    path: 'spec.loadBalancer.backends[]',
    value: 'the control planes, port 6443',
    why: 'Without control planes they must be named.',
  },
  {
    path: 'spec.loadBalancer.backends[].name',
    value: 'address:port',
    why: 'Reordering then renames nothing.',
  },
  {
    path: 'spec.loadBalancer.health.path',
    value: `${DEFAULTS.apiserverHealthPath}; for backends of yours ${DEFAULTS.healthPath}`,
    why: 'An election of etcd must not take every apiserver out at once and cut every watch.',
  },
  {
    path: 'spec.loadBalancer.backendCa',
    value: 'the cluster’s CA; none for backends of yours',
    why: 'Certificates of backends of yours are not verified without it, with a warning.',
  },
  {
    path: 'spec.loadBalancer.virtualRouterId',
    value: 'kept from the hosts, else derived from the VIP',
    why: 'Two clusters in one network rarely share it, and nobody has to remember it.',
  },
  { path: 'spec.loadBalancer.patches.haproxy', value: NONE, why: 'Every value of ours has its reason.' },
  { path: 'spec.loadBalancer.patches.keepalived', value: NONE, why: 'Every value of ours has its reason.' },
  { path: 'spec.kubernetes.version', value: 'the bundle’s', why: 'A bundle has one Kubernetes.' },
  { path: 'spec.kubernetes.patches', value: NONE, why: 'kubeadm’s own choices, but where Barque says why.' },
  {
    path: 'spec.network.pods',
    value: DEFAULTS.podCidr,
    why: 'As kubeadm’s and flannel’s documentation: 256 nodes with a /24 each.',
  },
  { path: 'spec.network.services', value: DEFAULTS.serviceCidr, why: 'kubeadm’s own default.' },
  {
    path: 'spec.network.plugin',
    value: DEFAULTS.plugin,
    why: 'The smallest that works everywhere. It has no NetworkPolicy: such objects are accepted and do nothing.',
  },
  { path: 'spec.network.manifests[]', value: NONE, why: 'Only with plugin: manifests.' },
  { path: 'spec.registries[]', value: NONE, why: 'The bundle’s images are on the hosts already.' },
  { path: 'spec.registries[].mirrors[]', value: NONE, why: 'The registry itself is asked.' },
  { path: 'spec.registries[].ca', value: 'the host’s own CAs', why: 'They are what the host trusts.' },
  { path: 'spec.proxy.http', value: NONE, why: 'Hosts fetch straight.' },
  { path: 'spec.proxy.https', value: NONE, why: 'Hosts fetch straight.' },
  {
    path: 'spec.proxy.except[]',
    value: 'the cluster’s own addresses',
    why: 'What is inside must never go through a proxy; what you name is added.',
  },
  { path: 'spec.overrides.containerd', value: NONE, why: 'Every value of ours has its reason.' },
  { path: 'spec.overrides.kubelet', value: NONE, why: 'Every value of ours has its reason.' },
  { path: 'spec.overrides.kubeProxy', value: NONE, why: 'Every value of ours has its reason.' },
  {
    path: 'spec.overrides.haproxy.maxconn',
    value: String(DEFAULTS.maxConnections),
    why: 'Ten to twenty connections a node, for a thousand nodes.',
  },
  {
    path: 'spec.overrides.ignorePreflightErrors[]',
    value: NONE,
    why: 'A check of kubeadm that fails is a reason to stop.',
  },
  { path: 'spec.ssh.config', value: 'your own', why: 'What ssh HOST does, Barque does.' },
  { path: 'spec.operator.netns', value: 'the current one', why: 'Only where hosts are reached by another.' },
  {
    path: 'spec.bundle.folder',
    value: 'the only one built here',
    why: 'With several, --bundle or this key says which.',
  },
  { path: 'spec.bundle.onHosts', value: NONE, why: 'Files are sent; a mount or a seed disk saves that.' },
  {
    path: 'spec.bundle.allowModuleBundle',
    value: String(DEFAULTS.allowModuleBundle),
    why: 'Programs built from modules are nobody’s release: they are for trying out.',
  },
];

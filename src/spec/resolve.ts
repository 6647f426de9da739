/** From what was written to the resolved spec: every default filled in, every path absolute. */
import { parseDuration } from '../base/duration.ts';
import { DEFAULTS } from './defaults.ts';
import { certificatesOf } from './file-contents.ts';
import { type FilesFound, type FileUse, foundKey } from './named-files.ts';
import { APISERVER_PORT } from './ports.ts';
import type { Backend, KubernetesSpec, NamedText, ResolvedHost, ResolvedSpec } from './resolved.ts';
import { BACKEND_FORM, type Written, type WrittenBackend } from './schema.ts';

export interface Surroundings {
  /** Absolute path of a path that the file names. */
  absolute(path: string): string;
  /** What the files that it names hold. */
  found: FilesFound;
}

/** Total on what the schema and the cross checks have accepted. */
export function resolve(written: Written, surroundings: Surroundings): ResolvedSpec {
  const { absolute, found } = surroundings;
  const { endpoint, availability, hosts, loadBalancer, ssh, operator, bundle, overrides, proxy } =
    written.spec;
  const resolvedHosts = withBalancers(hosts.map(host => resolveHost(host, absolute)));
  const kubernetes = resolvedHosts.some(isControlPlane) ? resolveKubernetes(written, found) : null;
  return {
    name: written.metadata.name,
    endpoint: { vip: endpoint.vip, port: endpoint.port ?? DEFAULTS.port, names: endpoint.names ?? [] },
    availability: {
      failoverMs: parseDuration(availability?.failover ?? DEFAULTS.failover)!,
      hangMs: parseDuration(availability?.hang ?? DEFAULTS.hang)!,
      profile: availability?.profile ?? DEFAULTS.profile,
      drills: availability?.drills ?? DEFAULTS.drills,
    },
    hosts: resolvedHosts,
    loadBalancer: {
      kind: loadBalancer?.kind ?? 'haproxy',
      backends:
        kubernetes === null ? (loadBalancer?.backends ?? []).map(resolveBackend) : apiservers(resolvedHosts),
      healthPath:
        loadBalancer?.health?.path ??
        (kubernetes === null ? DEFAULTS.healthPath : DEFAULTS.apiserverHealthPath),
      backendCa: certificates(found, loadBalancer?.backendCa),
      maxConnections: overrides?.haproxy?.maxconn ?? DEFAULTS.maxConnections,
      virtualRouterId: loadBalancer?.virtualRouterId ?? null,
      patches: {
        haproxy: namedText(found, 'haproxy', loadBalancer?.patches?.haproxy),
        keepalived: namedText(found, 'keepalived', loadBalancer?.patches?.keepalived),
      },
    },
    kubernetes,
    proxy:
      proxy === undefined
        ? null
        : { http: proxy.http ?? null, https: proxy.https ?? null, except: proxy.except ?? [] },
    sshConfig: ssh?.config === undefined ? null : absolute(ssh.config),
    operatorNetns: operator?.netns ?? null,
    bundle: {
      folder: bundle?.folder === undefined ? null : absolute(bundle.folder),
      onHosts: bundle?.onHosts ?? null,
      allowModules: bundle?.allowModuleBundle ?? DEFAULTS.allowModuleBundle,
    },
  };
}

function resolveHost(
  host: Written['spec']['hosts'][number],
  absolute: Surroundings['absolute'],
): ResolvedHost {
  return {
    name: host.name,
    address: host.address,
    // A role written twice is one role; the order means nothing.
    roles: [...new Set(host.roles)].sort(),
    ssh: {
      user: host.ssh?.user ?? DEFAULTS.sshUser,
      port: host.ssh?.port ?? DEFAULTS.sshPort,
      identityFile: host.ssh?.identityFile === undefined ? null : absolute(host.ssh.identityFile),
      bastion: host.ssh?.bastion ?? null,
    },
    interface: host.interface ?? null,
    nodeAddress: host.nodeAddress ?? host.address,
    labels: host.labels ?? {},
    taints: (host.taints ?? []).map(({ key, value, effect }) => ({ key, value: value ?? '', effect })),
  };
}

function isControlPlane({ roles }: ResolvedHost): boolean {
  return roles.includes('control-plane');
}

/** Where nobody was named a load balancer, the control planes are: the usual shape needs no word for it. */
function withBalancers(hosts: readonly ResolvedHost[]): ResolvedHost[] {
  const named = hosts.some(({ roles }) => roles.includes('load-balancer'));
  return hosts.map(host =>
    named || !isControlPlane(host)
      ? host
      : { ...host, roles: [...host.roles, 'load-balancer' as const].sort() },
  );
}

function apiservers(hosts: readonly ResolvedHost[]): Backend[] {
  return hosts
    .filter(isControlPlane)
    .map(({ name, nodeAddress }) => ({ name, address: nodeAddress, port: APISERVER_PORT }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function resolveKubernetes(
  { spec: { kubernetes, network, registries, overrides } }: Written,
  found: FilesFound,
): KubernetesSpec {
  return {
    version: kubernetes?.version ?? null,
    podCidr: network?.pods ?? DEFAULTS.podCidr,
    serviceCidr: network?.services ?? DEFAULTS.serviceCidr,
    plugin: network?.plugin ?? DEFAULTS.plugin,
    manifests: (network?.manifests ?? []).flatMap(file => namedText(found, 'manifest', file) ?? []),
    patches: patchesOf(found, kubernetes?.patches),
    registries: (registries ?? []).map(({ name, mirrors, ca }) => ({
      name,
      mirrors: mirrors ?? [],
      ca: certificates(found, ca),
    })),
    overrides: {
      containerd: overrides?.containerd ?? {},
      kubelet: overrides?.kubelet ?? {},
      kubeProxy: overrides?.kubeProxy ?? {},
      ignorePreflightErrors: [...(overrides?.ignorePreflightErrors ?? [])].sort(),
    },
  };
}

/** A backend without a name is called by its address, so that reordering the list renames nothing. */
function resolveBackend(written: WrittenBackend): Backend {
  if (typeof written !== 'string') {
    const { address, port } = written;
    return { name: written.name ?? `${address}:${port}`, address, port };
  }
  const [, name, address, port] = BACKEND_FORM.exec(written)!;
  return { name: name ?? `${address}:${Number(port)}`, address: address!, port: Number(port) };
}

function textOf(found: FilesFound, use: FileUse, file: string | undefined): string | null {
  if (file === undefined) return null;
  const held = found.get(foundKey({ use, file }));
  return held?.is === 'text' ? held.text : null;
}

function namedText(found: FilesFound, use: FileUse, file: string | undefined): NamedText | null {
  const content = textOf(found, use, file);
  return content === null ? null : { name: file!, content };
}

function certificates(found: FilesFound, file: string | undefined): string | null {
  const text = textOf(found, 'certificates', file);
  return text === null ? null : certificatesOf(text);
}

function patchesOf(found: FilesFound, folder: string | undefined): readonly NamedText[] {
  if (folder === undefined) return [];
  const held = found.get(foundKey({ use: 'kubeadm-patches', file: folder }));
  return held?.is === 'folder' ? held.files : [];
}

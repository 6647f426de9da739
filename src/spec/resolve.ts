/** From what was written to the resolved spec: every default filled in, every path absolute. */
import { parseDuration } from '../base/duration.ts';
import { DEFAULTS } from './defaults.ts';
import type { Backend, ResolvedHost, ResolvedSpec } from './resolved.ts';
import { BACKEND_FORM, type Written, type WrittenBackend } from './schema.ts';

export interface Surroundings {
  /** Absolute path of a path that the file names. */
  absolute(path: string): string;
  /** PEM text of `loadBalancer.backendCa`; null when the file names none. */
  backendCa: string | null;
}

/** Total on what the schema and the cross checks have accepted. */
export function resolve(written: Written, { absolute, backendCa }: Surroundings): ResolvedSpec {
  const { endpoint, availability, hosts, loadBalancer, ssh, operator, bundle } = written.spec;
  return {
    name: written.metadata.name,
    endpoint: { vip: endpoint.vip, port: endpoint.port ?? DEFAULTS.port },
    availability: {
      failoverMs: parseDuration(availability?.failover ?? DEFAULTS.failover)!,
      hangMs: parseDuration(availability?.hang ?? DEFAULTS.hang)!,
      profile: availability?.profile ?? DEFAULTS.profile,
    },
    hosts: hosts.map(host => resolveHost(host, absolute)),
    loadBalancer: {
      kind: loadBalancer?.kind ?? 'haproxy',
      backends: (loadBalancer?.backends ?? []).map(resolveBackend),
      healthPath: loadBalancer?.health?.path ?? DEFAULTS.healthPath,
      backendCa: loadBalancer?.backendCa === undefined ? null : backendCa,
      maxConnections: loadBalancer?.maxConnections ?? DEFAULTS.maxConnections,
      virtualRouterId: loadBalancer?.virtualRouterId ?? null,
    },
    sshConfig: ssh?.config === undefined ? null : absolute(ssh.config),
    operatorNetns: operator?.netns ?? null,
    bundle: {
      folder: bundle?.folder === undefined ? null : absolute(bundle.folder),
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
    },
    interface: host.interface ?? null,
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

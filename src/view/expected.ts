/** What a cluster should be, as far as looking at it needs to know: the resolved spec has all of it. */

export interface ExpectedHost {
  name: string;
  address: string;
  nodeAddress: string;
  roles: readonly ('control-plane' | 'worker' | 'load-balancer')[];
}

export interface Expected {
  name: string;
  endpoint: { vip: string; port: number; names: readonly string[] };
  hosts: readonly ExpectedHost[];
  /** Null: HAProxy stands in front of something else than Kubernetes. */
  kubernetes: object | null;
}

/** The hosts with a role, in the order of the file. */
export function withRole({ hosts }: Expected, role: ExpectedHost['roles'][number]): ExpectedHost[] {
  return hosts.filter(({ roles }) => roles.includes(role));
}

/** Those that run a kubelet. */
export function nodesOf({ hosts, kubernetes }: Expected): ExpectedHost[] {
  if (kubernetes === null) return [];
  return hosts.filter(({ roles }) => roles.includes('control-plane') || roles.includes('worker'));
}

/** The resolved spec: what the person wrote with every default filled in. Layers see only this; nothing here is optional. */

export type Role = 'control-plane' | 'worker' | 'load-balancer';

/** How often adverts are sent and how much scheduling delay is forgiven; see failover/profiles.ts. */
export type Profile = 'auto' | 'lan' | 'virtual' | 'cautious';

export interface ResolvedHost {
  name: string;
  /** IPv4 address at which the operator and the other hosts reach it. */
  address: string;
  roles: readonly Role[];
  ssh: { user: string; port: number; identityFile: string | null };
  /** Interface that carries the VIP; null: the one that holds `address`, by facts. */
  interface: string | null;
}

export interface Backend {
  /** Name in HAProxy, unique. */
  name: string;
  address: string;
  port: number;
}

export interface ResolvedSpec {
  name: string;
  endpoint: { vip: string; port: number };
  availability: {
    /** Failover budget, milliseconds: the longest outage that P1 may see at a power loss or crash. */
    failoverMs: number;
    /** Bound for hangs, milliseconds. */
    hangMs: number;
    profile: Profile;
  };
  hosts: readonly ResolvedHost[];
  loadBalancer: {
    kind: 'haproxy';
    /** What HAProxy stands in front of. */
    backends: readonly Backend[];
    /** HTTPS path that a healthy backend answers with 200. */
    healthPath: string;
    /** PEM text of the CA that signed the backends' certificates; null: not verified, with a warning. */
    backendCa: string | null;
    maxConnections: number;
    /** VRRP virtual router id; null: kept from facts, else derived from the VIP. */
    virtualRouterId: number | null;
  };
  /** OpenSSH configuration file to use instead of the user's; null: the user's own. */
  sshConfig: string | null;
  /** Network namespace for operator-side programs that must reach the hosts; null: the current one. */
  operatorNetns: string | null;
  bundle: {
    /** Folder of the bundle; null: the cache's. */
    folder: string | null;
    /** Whether programs built from modules may be used on these hosts. */
    allowModules: boolean;
  };
}

/** The resolved spec: what the person wrote with every default filled in. Layers see only this; nothing here is optional. */
import type { Json } from '../base/json.ts';

export type Role = 'control-plane' | 'worker' | 'load-balancer';

/** How often adverts are sent and how much scheduling delay is forgiven; see failover/profiles.ts. */
export type Profile = 'auto' | 'lan' | 'virtual' | 'cautious';

export interface ResolvedHost {
  name: string;
  /** IPv4 address at which the operator and the other hosts reach it. */
  address: string;
  roles: readonly Role[];
  ssh: {
    user: string;
    port: number;
    identityFile: string | null;
    /** Host to go through, `[user@]host[:port]`; null: straight. */
    bastion: string | null;
  };
  /** Interface that carries the VIP; null: the one that holds `address`, by facts. */
  interface: string | null;
  /** IPv4 address of its kubelet, apiserver and etcd member; the endpoint's own traffic uses `address`. */
  nodeAddress: string;
  labels: Readonly<Record<string, string>>;
  taints: readonly Taint[];
}

export interface Taint {
  key: string;
  value: string;
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** A file whose text was read with the cluster's file. */
export interface NamedText {
  name: string;
  content: string;
}

/** Merged over what Barque writes, as a JSON merge patch (RFC 7396). */
export type Overrides = Readonly<Record<string, Json>>;

export interface Registry {
  /** As images name it: `docker.io`, `registry.example:5000`. */
  name: string;
  /** URLs that are asked before it, in order. */
  mirrors: readonly string[];
  /** PEM text of the CA that signed their certificates; null: the host's own. */
  ca: string | null;
}

/** What makes the cluster a Kubernetes cluster; there is none where no host is a control plane. */
export interface KubernetesSpec {
  /** As `1.36.3` or `1.36`; null: the bundle's. */
  version: string | null;
  podCidr: string;
  serviceCidr: string;
  plugin: 'flannel' | 'none' | 'manifests';
  /** With the plugin `manifests`. */
  manifests: readonly NamedText[];
  /** Patches of kubeadm, by file name: `kube-apiserver+strategic.yaml`. */
  patches: readonly NamedText[];
  registries: readonly Registry[];
  overrides: {
    containerd: Overrides;
    kubelet: Overrides;
    kubeProxy: Overrides;
    ignorePreflightErrors: readonly string[];
  };
}

export interface Backend {
  /** Name in HAProxy, unique. */
  name: string;
  address: string;
  port: number;
}

export interface ResolvedSpec {
  name: string;
  endpoint: {
    vip: string;
    port: number;
    /** DNS names that lead to it; they stand in the apiservers' certificates. */
    names: readonly string[];
  };
  availability: {
    /** Failover budget, milliseconds: the longest outage that P1 may see at a power loss or crash. */
    failoverMs: number;
    /** Bound for hangs, milliseconds. */
    hangMs: number;
    profile: Profile;
    /** Whether `prove` may break parts of this cluster on purpose. */
    drills: 'allowed' | 'forbidden';
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
    /** Parts of the programs' own files, merged over ours (patch.ts of each in formats); null: none. */
    patches: { haproxy: NamedText | null; keepalived: NamedText | null };
  };
  /** Null: no host has the role control-plane. */
  kubernetes: KubernetesSpec | null;
  /** HTTP proxy by which the hosts fetch; null: none. */
  proxy: { http: string | null; https: string | null; except: readonly string[] } | null;
  /** OpenSSH configuration file to use instead of the user's; null: the user's own. */
  sshConfig: string | null;
  /** Network namespace for operator-side programs that must reach the hosts; null: the current one. */
  operatorNetns: string | null;
  bundle: {
    /** Folder of the bundle; null: the cache's. */
    folder: string | null;
    /** The same folder as the hosts see it (a mount, a seed disk); null: they do not, and its files are sent. */
    onHosts: string | null;
    /** Whether programs built from modules may be used on these hosts. */
    allowModules: boolean;
  };
}

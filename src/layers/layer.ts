/** A layer: from the spec and the facts to what it wants on each host. Layers never import layers; milestones tie them. */
import type { ClusterRecord } from '../base/record.ts';
import type { EtcdMember } from '../facts/etcd-members.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { BundleContents } from '../plan/bundle-contents.ts';
import type { DesiredChange } from '../plan/desired.ts';
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';
import type { Balancers } from './balancers.ts';
import type { BundlePackages } from './package-wish.ts';
import type { RememberedHost } from './remembered.ts';

export interface LayerInput {
  spec: ResolvedSpec;
  /** Reached hosts in the order of the file. */
  hosts: readonly { host: ResolvedHost; facts: HostFacts }[];
  chosen: ClusterRecord['chosen'];
  /** What the hosts' records say of the cluster, whatever the file says. */
  remembered: readonly RememberedHost[];
  balancers: Balancers;
  packages: BundlePackages;
  /** etcd's members where some control plane has no log and some has; null: nobody had to ask, or no majority answers. */
  members: readonly EtcdMember[] | null;
  /** Programs and images that hosts can be given. */
  bundle: BundleContents;
}

export interface Layer {
  name: string;
  changes(input: LayerInput): DesiredChange[];
}

/** Which host a drill's place is, in the cluster as it is when a sample begins. */
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { Status } from '../view/status.ts';
import type { Place } from './drill.ts';

export interface Scene {
  spec: ResolvedSpec;
  status: Pick<Status, 'vip' | 'etcd'>;
  /** Hosts with a pod of the Service under traffic. */
  serving: readonly string[];
}

/** Null: there is no such host now. */
export function hostAt(place: Place, { spec, status, serving }: Scene): string | null {
  const holder = status.vip.holders[0] ?? null;
  const leader = status.etcd?.leader ?? null;
  const planes = spec.hosts.filter(({ roles }) => roles.includes('control-plane')).map(({ name }) => name);
  const bystander =
    planes.find(name => name !== holder && name !== leader) ?? planes.find(name => name !== holder) ?? null;
  switch (place) {
    case 'vip-holder':
      return holder;
    case 'etcd-leader':
      return leader;
    case 'bystander':
      return bystander;
    case 'second-bystander':
      return planes.find(name => name !== holder && name !== bystander) ?? null;
    case 'plane-1':
      return planes[0] ?? null;
    case 'plane-2':
      return planes[1] ?? null;
    case 'plane-3':
      return planes[2] ?? null;
    case 'worker':
      return (
        spec.hosts
          .filter(({ roles }) => !roles.includes('control-plane') && roles.includes('worker'))
          .map(({ name }) => name)
          .find(name => serving.includes(name)) ?? null
      );
  }
}

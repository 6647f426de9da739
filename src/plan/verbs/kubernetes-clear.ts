/** The verb `kubernetes.clear`, its pure half: nothing of Kubernetes runs or lies on this host any more. */
import type { Observation } from '../../base/observation.ts';

export interface KubernetesClear {
  do: 'kubernetes.clear';
  /** Where it is false, only what the ledger says is ours: a balancer may run containers of its owner's. */
  isNode: boolean;
}

export function afterKubernetesClear(_verb: KubernetesClear): Observation {
  return { kubernetes: 'absent' };
}

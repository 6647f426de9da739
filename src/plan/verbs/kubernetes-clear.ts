/** The verb `kubernetes.clear`, its pure half: nothing of Kubernetes runs or lies on this host any more. */
import type { Observation } from '../../base/observation.ts';

export interface KubernetesClear {
  do: 'kubernetes.clear';
}

export function afterKubernetesClear(_verb: KubernetesClear): Observation {
  return { kubernetes: 'absent' };
}

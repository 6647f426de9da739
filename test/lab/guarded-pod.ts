/** One pod on a worker, and a budget that lets none of its kind go. */
import { on } from './barque.ts';
import { kubectl, list, send } from './cluster.ts';

const MANIFEST = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: guarded }
spec:
  replicas: 1
  selector: { matchLabels: { app: guarded } }
  template:
    metadata: { labels: { app: guarded } }
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{ name: pause, image: 'IMAGE', imagePullPolicy: Never }]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: guarded-budget }
spec: { minAvailable: 1, selector: { matchLabels: { app: guarded } } }
`;

export async function runGuardedPod(lab: string, plane: string): Promise<void> {
  // The image that is on every node.
  const image = await on(lab, plane, "ctr -n k8s.io images ls -q | grep -m1 '/pause:'");
  const apply = 'kubectl --kubeconfig /etc/kubernetes/admin.conf apply -f -';
  await send(lab, plane, apply, MANIFEST.replace('IMAGE', image.trim()));
  await kubectl(lab, plane, 'rollout status deployment guarded --timeout=60s');
}

/** All there are, with their nodes. */
export async function guardedPods(lab: string, plane: string): Promise<{ name: string; node: string }[]> {
  const pods = await list(lab, plane, 'pods -l app=guarded');
  return pods.map(({ metadata, spec }) => ({ name: metadata.name, node: spec.nodeName ?? '' }));
}

export async function endGuardedPods(lab: string, plane: string): Promise<void> {
  await kubectl(lab, plane, 'delete deployment,pdb --all --wait=false');
}

/** The layer `nodes`: labels and taints as the file says, and the wait until every node is ready. */
import type { NodeMark } from '../../plan/verbs/node-mark.ts';
import type { ResolvedHost, ResolvedSpec } from '../../spec/resolved.ts';
import { CONTROL_PLANE_TAINT, taintsOf } from '../kubeadm-config.ts';
import type { Layer } from '../layer.ts';
import { apiserverReady, clusterReady, joined, nodesReady, objectsApplied } from '../milestones.ts';
import { isControlPlane, isWorker } from '../roles.ts';
import { controlPlanesOf } from '../seat.ts';

const CONTROL_PLANE_LABEL = 'node-role.kubernetes.io/control-plane';
/** kubeadm's: an outer balancer shall not send services' traffic to control planes. */
const EXCLUDE_LABEL = 'node.kubernetes.io/exclude-from-external-load-balancers';

export const NODES: Layer = {
  name: 'nodes',
  changes: input => {
    const planes = controlPlanesOf(input);
    if (planes === null) return [];
    const nodes = input.hosts.filter(each => isControlPlane(each) || isWorker(each));
    const marks = nodes.flatMap(({ host }) => marksOf(input.spec, host));
    const names = nodes.map(({ host }) => host.name);
    // Without a pod network of ours nothing says when nodes can be ready.
    const waits = input.spec.kubernetes?.plugin === 'flannel';
    return [
      {
        id: `${planes.seat}/nodes`,
        host: planes.seat,
        steps: [
          { id: 'mark', verb: { do: 'node.mark', marks } },
          ...(waits
            ? ([
                { id: 'ready', verb: { do: 'gate', check: 'nodes-ready', nodes: names } },
                {
                  id: 'dns',
                  verb: {
                    do: 'gate',
                    check: 'rollout',
                    namespace: 'kube-system',
                    name: 'deployment/coredns',
                  },
                },
              ] as const)
            : []),
        ],
        needs: [
          clusterReady(),
          objectsApplied(),
          ...nodes.map(each => (isWorker(each) ? joined(each.host.name) : apiserverReady(each.host.name))),
        ],
        gives: [nodesReady()],
      },
    ];
  },
};

function marksOf(spec: ResolvedSpec, host: ResolvedHost): NodeMark['marks'][number][] {
  const node = host.name;
  const isPlane = host.roles.includes('control-plane');
  const taints = taintsOf(spec, host);
  const labels = { ...(isPlane ? { [CONTROL_PLANE_LABEL]: '', [EXCLUDE_LABEL]: '' } : {}), ...host.labels };
  return [
    ...Object.entries(labels).map(([key, value]) => ({ node, kind: 'label' as const, key, value })),
    ...taints.map(({ key, value, effect }) => ({
      node,
      kind: 'taint' as const,
      key,
      value: `${value}:${effect}`,
    })),
    ...(isPlane && !taints.includes(CONTROL_PLANE_TAINT)
      ? [{ node, kind: 'taint' as const, key: CONTROL_PLANE_TAINT.key, value: 'absent' }]
      : []),
  ];
}

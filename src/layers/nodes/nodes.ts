/** The layer `nodes`: labels and taints as the file says, and the wait until every node is ready. */
import { wireOf } from '../../base/observation.ts';
import type { DesiredStep } from '../../plan/desired.ts';
import { afterNodeMark, type Mark, type MarkedNode, thingOf } from '../../plan/verbs/node-mark.ts';
import type { ResolvedHost, ResolvedSpec, Taint } from '../../spec/resolved.ts';
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
    const names = nodes.map(({ host }) => host.name);
    // Without a pod network of ours nothing says when nodes can be ready.
    const waits = input.spec.kubernetes?.plugin === 'flannel';
    return [
      {
        id: `${planes.seat}/nodes`,
        host: planes.seat,
        steps: [
          ...markSteps(nodes.map(({ host }) => ({ node: host.name, marks: marksOf(input.spec, host) }))),
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

/**
 * Bytes of what is observed of a step's nodes. A step goes to its host as one word of a command line, which holds 128 KiB
 * (execve(2), MAX_ARG_STRLEN): these bytes three times, as arguments, before and after, and some 15 kB of text.
 */
const MOST_BYTES = 24_000;

/** Of a thousand nodes more than one step; a node's own marks stay together. */
function markSteps(nodes: readonly MarkedNode[]): DesiredStep[] {
  const groups: MarkedNode[][] = [[]];
  let bytes = 0;
  for (const each of nodes) {
    const own = wireOf(afterNodeMark({ do: 'node.mark', nodes: [each] })).length;
    if (bytes > 0 && bytes + own > MOST_BYTES) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)!.push(each);
    bytes += own;
  }
  return groups.map((group, at) => ({
    id: at === 0 ? 'mark' : `mark-${at + 1}`,
    verb: { do: 'node.mark', nodes: group },
  }));
}

function marksOf(spec: ResolvedSpec, host: ResolvedHost): Mark[] {
  const isPlane = host.roles.includes('control-plane');
  const taints = taintsOf(spec, host);
  const labels = { ...(isPlane ? { [CONTROL_PLANE_LABEL]: '', [EXCLUDE_LABEL]: '' } : {}), ...host.labels };
  const marks: Mark[] = [
    // A control plane may once have been reserved, by kubeadm or by a file that had a worker.
    ...(isPlane
      ? [{ kind: 'taint' as const, key: taintKey(CONTROL_PLANE_TAINT), state: 'absent' as const }]
      : []),
    ...Object.entries(labels).map(([key, value]): Mark => ({ kind: 'label', key, state: 'there', value })),
    ...taints.map(
      (taint): Mark => ({ kind: 'taint', key: taintKey(taint), state: 'there', value: taint.value }),
    ),
  ];
  // Of two about one thing the later counts.
  const byThing = new Map(marks.map(mark => [thingOf(mark), mark]));
  return [...byThing].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, mark]) => mark);
}

function taintKey({ key, effect }: Taint): string {
  return `${key}:${effect}`;
}

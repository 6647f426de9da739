/** Whose turn it is: nodes that serve already are changed one after another, each when the one before is whole again. */
import type { LayerInput } from './layer.ts';
import { joined } from './milestones.ts';
import { isControlPlane, isWorker } from './roles.ts';

type HostOf = LayerInput['hosts'][number];

/** Of the workers, so many are changed at once, and one at least: a thousand one by one would take hours. Our judgement. */
const SHARE_AT_ONCE = 1 / 20;

/**
 * What must be so before this node is touched: the one before it is `ready`, as the layer means it, and a worker before
 * it has joined again. Control planes come first, by their names, as their own restarts do; then workers, in the order
 * of the file. A node that is only now being made waits for nobody. That a control plane serves must not be asked of the
 * next one here: where a member of etcd is replaced, the one that serves is what the other waits for.
 */
export function turnOf(
  { hosts }: Pick<LayerInput, 'hosts'>,
  { host }: HostOf,
  ready: (host: string) => string,
): string[] {
  const serving = hosts.filter(({ facts }) => facts.record !== null);
  const planes = serving
    .filter(isControlPlane)
    .map(own => own.host.name)
    .sort();
  const workers = serving.filter(isWorker).map(own => own.host.name);
  const plane = planes.indexOf(host.name);
  if (plane > 0) return [ready(planes[plane - 1]!)];
  const worker = workers.indexOf(host.name);
  if (worker < 0) return [];
  const atOnce = Math.max(1, Math.floor(workers.length * SHARE_AT_ONCE));
  const before = workers[worker - atOnce];
  if (before !== undefined) return [joined(before)];
  return planes.slice(-1).map(ready);
}

/** The operation that takes a worker or a balancer out for good: its pods leave, the API forgets it, the host is as before. */
import type { DesiredChange } from '../plan/desired.ts';
import type { Drain } from './maintain.ts';
import { reset, type TakenHost } from './reset.ts';

export interface Removal {
  host: TakenHost;
  /** Where steps run that ask the API; null: the host is no node. */
  seat: string | null;
  /** It does not answer and will not come back: only what others know of it goes. */
  isGone: boolean;
  /** An earlier removal that was interrupted had come to its end there. */
  isBlank: boolean;
  drain: Drain;
}

/**
 * The kubelet stops before the API forgets its node, or it would make the node known again. A balancer's Keepalived stops
 * with the host's reset; its peers hear of that by the next `apply`, which shortens their lists: the other order makes a
 * second holder of the VIP that stays (trials).
 */
export function remove({ host, seat, isGone, isBlank, drain }: Removal): DesiredChange[] {
  const { name } = host;
  const drained = `${name}/drained`;
  const own = isGone || isBlank ? [] : reset([host]);
  if (seat === null) return own;
  const first = own.filter(({ needs }) => needs.length === 0);
  const leave: DesiredChange = {
    id: `${seat}/drain-${name}`,
    host: seat,
    steps: [{ id: 'drain', verb: { do: 'node.drain', node: name, state: 'drained', ...drain } }],
    needs: [],
    gives: [drained],
  };
  const forget: DesiredChange = {
    id: `${seat}/node-${name}`,
    host: seat,
    steps: [{ id: 'delete', verb: { do: 'node.delete', node: name } }],
    needs: first.flatMap(({ gives }) => gives),
    gives: [],
  };
  if (own.length === 0) return [forget];
  return [
    leave,
    ...own.map(change => (first.includes(change) ? { ...change, needs: [drained] } : change)),
    forget,
  ];
}

/** The operation that takes a worker or a balancer out for good: its pods leave, the API forgets it, the host is as before. */
import type { DesiredChange } from '../plan/desired.ts';
import type { ResolvedHost } from '../spec/resolved.ts';
import { reset } from './reset.ts';

export interface Removal {
  host: Pick<ResolvedHost, 'name'>;
  /** Where steps run that ask the API; null: the host is no node. */
  seat: string | null;
  /** It does not answer and will not come back: only what others know of it goes. */
  isGone: boolean;
  /** How long pods may take to leave, seconds. */
  drainWithinS: number;
}

/**
 * A balancer's Keepalived stops with the host's reset; its peers hear of that by the next `apply`, which shortens their
 * lists. The other order makes a second holder of the VIP that stays (trials).
 */
export function remove({ host, seat, isGone, drainWithinS }: Removal): DesiredChange[] {
  const { name } = host;
  const forgotten = `${name}/node.forgotten`;
  const leave: DesiredChange[] =
    seat === null
      ? []
      : [
          {
            id: `${seat}/node-${name}`,
            host: seat,
            steps: [
              ...(isGone
                ? []
                : [
                    {
                      id: 'drain',
                      verb: {
                        do: 'node.drain' as const,
                        node: name,
                        state: 'drained' as const,
                        withinS: drainWithinS,
                      },
                    },
                  ]),
              { id: 'delete', verb: { do: 'node.delete', node: name } },
            ],
            needs: [],
            gives: [forgotten],
          },
        ];
  if (isGone) return leave;
  const after = seat === null ? [] : [forgotten];
  return [
    ...leave,
    ...reset([host]).map(change => (change.needs.length === 0 ? { ...change, needs: after } : change)),
  ];
}

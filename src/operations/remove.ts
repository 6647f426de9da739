/** The operation that takes a worker or a balancer out for good: its pods leave, the API forgets it, the host is as before. */
import { canonicalJson } from '../base/json.ts';
import { type ClusterRecord, RECORD_PATH } from '../base/record.ts';
import { type DesiredChange, filePut } from '../plan/desired.ts';
import { type Drain, yielding } from './maintain.ts';
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
  /** Where it balances: the endpoint that it may hold; null: it does not balance, or does not answer. */
  balances: { vip: string; port: number } | null;
  /** What the other hosts that answer remember of the cluster. */
  memories: readonly { host: string; record: ClusterRecord }[];
}

/**
 * The kubelet stops before the API forgets its node, or it would make the node known again. A balancer first gives the VIP
 * away; its Keepalived stops with the host's reset, and only then do the records forget it, so that the next `apply`
 * shortens its peers' lists: the other order makes a second holder of the VIP that stays (trials).
 */
export function remove(removal: Removal): DesiredChange[] {
  const { host, isGone, isBlank, balances, memories } = removal;
  const { name } = host;
  const stands = `${name}/stands-aside`;
  const own = isGone || isBlank ? [] : reset([host]);
  const aside: DesiredChange[] =
    balances === null || own.length === 0
      ? []
      : [
          {
            id: `${name}/aside`,
            host: name,
            steps: [yielding('vip', balances, true)],
            needs: [],
            gives: [stands],
          },
        ];
  const going = own.map(change =>
    change.needs.length > 0 || aside.length === 0 ? change : { ...change, needs: [stands] },
  );
  const leaving = [...aside, ...leavingNode(removal, going)];
  return [...leaving, ...forgetting(name, memories, leaving)];
}

/** The last thing: whoever is asked then does not know it any more. */
function forgetting(
  name: string,
  memories: Removal['memories'],
  leaving: readonly DesiredChange[],
): DesiredChange[] {
  return memories.map(({ host, record }) => {
    const { [name]: _gone, ...priorities } = record.chosen.priorities;
    const hosts = record.hosts.filter(each => each.name !== name);
    const content = `${canonicalJson({ ...record, hosts, chosen: { ...record.chosen, priorities } })}\n`;
    return {
      id: `${host}/record`,
      host,
      steps: [filePut('file', { path: RECORD_PATH, content, mode: '0600' })],
      needs: leaving.flatMap(({ gives }) => gives),
      gives: [],
    };
  });
}

function leavingNode(
  { host: { name }, seat, drain }: Removal,
  own: readonly DesiredChange[],
): DesiredChange[] {
  const drained = `${name}/drained`;
  if (seat === null) return [...own];
  // Its first change frees the host of Kubernetes.
  const first = own.slice(0, 1);
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
    gives: [`${name}/node.gone`],
  };
  if (own.length === 0) return [forget];
  return [
    leave,
    ...own.map(change =>
      first.includes(change) ? { ...change, needs: [...change.needs, drained] } : change,
    ),
    forget,
  ];
}

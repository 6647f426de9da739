/** The operations that take one host out of the service for a while, and back: nothing waits for it meanwhile. */
import { MAINTENANCE_PATH } from '../base/maintenance.ts';
import { type DesiredChange, type DesiredStep, filePut } from '../plan/desired.ts';
import type { NodeDrain } from '../plan/verbs/node-drain.ts';
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';

export interface Cast {
  spec: ResolvedSpec;
  host: ResolvedHost;
  /** A control plane that serves meanwhile, where steps run that ask the API; null: there is no Kubernetes. */
  seat: string | null;
  /** Balancers that answer and are in service. */
  balancers: readonly string[];
  /** Those of them that could take the VIP: their HAProxy runs. */
  takers: readonly string[];
  drain: Drain;
}

/** How a node is emptied. */
export type Drain = Pick<NodeDrain, 'withinS' | 'force'>;

function mark(value: 'yes' | 'no'): DesiredChange['steps'][number] {
  return filePut('mark', { path: MAINTENANCE_PATH, content: `${value}\n`, mode: '0600' });
}

/** Pods first, while all still works; then new requests go elsewhere, then the VIP and the leadership. */
export function maintenance({ spec, host, seat, balancers, takers, drain }: Cast): DesiredChange[] {
  const { name, roles } = host;
  const isPlane = roles.includes('control-plane');
  const isBalancer = roles.includes('load-balancer');
  const [marked, drained] = [`${name}/marked`, `${name}/drained`];
  const away = (balancer: string) => `${balancer}/backend-${name}.away`;
  const others = isPlane ? balancers.filter(balancer => balancer !== name) : [];
  const next = isBalancer ? takers.filter(taker => taker !== name) : [];
  return [
    ...next.map(taker => backChange(spec, taker)),
    { id: `${name}/maintenance`, host: name, steps: [mark('yes')], needs: [], gives: [marked] },
    ...(seat === null
      ? []
      : [
          {
            id: `${seat}/drain-${name}`,
            host: seat,
            steps: [
              {
                id: 'drain',
                verb: {
                  do: 'node.drain' as const,
                  node: name,
                  state: 'drained' as const,
                  ...drain,
                },
              },
            ],
            needs: [marked],
            gives: [drained],
          },
        ]),
    ...others.map(balancer => ({
      id: `${balancer}/backend-${name}`,
      host: balancer,
      steps: [
        { id: 'drain', verb: { do: 'backend.state' as const, backend: name, state: 'drain' as const } },
      ],
      needs: seat === null ? [marked] : [drained],
      gives: [away(balancer)],
    })),
    {
      id: `${name}/aside`,
      host: name,
      steps: [
        ...(isBalancer ? [yielding('vip', spec.endpoint, true)] : []),
        ...(isPlane && seat !== null && seat !== name
          ? [{ id: 'leader', verb: { do: 'etcd.yield' as const } }]
          : []),
      ],
      needs: [seat === null ? marked : drained, ...others.map(away), ...next.map(mayTake)],
      gives: [],
    },
  ].filter(({ steps }) => steps.length > 0);
}

/**
 * The other way round: the host serves again before anybody is sent to it. `isMarked`: whether it says of itself that it is
 * in maintenance; one that does not may still have been left halfway by an earlier return.
 */
export function returning({ spec, host, seat, balancers }: Cast, isMarked: boolean): DesiredChange[] {
  const { name, roles } = host;
  const isPlane = roles.includes('control-plane');
  const isBalancer = roles.includes('load-balancer');
  const serves = `${name}/serves`;
  const back = (balancer: string) => `${balancer}/backend-${name}.back`;
  const others = isPlane ? balancers.filter(balancer => balancer !== name) : [];
  const own: DesiredStep[] = [
    ...(isMarked ? [{ id: 'unmark', ...withoutId(mark('no')) }] : []),
    ...(isPlane && spec.kubernetes !== null
      ? [
          {
            id: 'apiserver',
            verb: { do: 'gate' as const, check: 'apiserver' as const, address: host.nodeAddress },
          },
        ]
      : []),
    ...(isBalancer ? [yielding('vip', spec.endpoint, false)] : []),
  ];
  const served = own.length === 0 ? [] : [serves];
  return [
    ...(own.length === 0
      ? []
      : [
          {
            id: `${name}/back`,
            host: name,
            steps: own,
            needs: [],
            gives: [serves],
          },
        ]),
    ...others.map(balancer => ({
      id: `${balancer}/backend-${name}`,
      host: balancer,
      steps: [
        { id: 'ready', verb: { do: 'backend.state' as const, backend: name, state: 'ready' as const } },
      ],
      needs: served,
      gives: [back(balancer)],
    })),
    ...(seat === null
      ? []
      : [
          {
            id: `${seat}/return-${name}`,
            host: seat,
            steps: [
              {
                id: 'schedulable',
                verb: {
                  do: 'node.drain' as const,
                  node: name,
                  state: 'schedulable' as const,
                  withinS: 0,
                  force: false,
                },
              },
              { id: 'ready', verb: { do: 'gate' as const, check: 'nodes-ready' as const, nodes: [name] } },
            ],
            needs: [...served, ...others.map(back)],
            gives: [],
          },
        ]),
  ];
}

/**
 * The VIP leaves its holder for another balancer; whoever stood aside may take it again afterwards. Those that shall take
 * it may still stand aside from a move that was broken off: they come back first.
 */
export function vipMove(
  spec: ResolvedSpec,
  holder: string,
  { aside, takers }: { aside: readonly string[]; takers: readonly string[] },
): DesiredChange[] {
  const stood = (host: string) => `${host}/stands-aside`;
  const moved = 'cluster/vip.moved';
  const yields = (host: string, needs: readonly string[], gives: readonly string[]): DesiredChange => ({
    id: `${host}/yield`,
    host,
    steps: [yielding('aside', spec.endpoint, true)],
    needs,
    gives,
  });
  return [
    ...takers.map(host => backChange(spec, host)),
    // Whoever shall not have it stands aside before the holder lets go.
    ...aside.map(host => yields(host, [], [stood(host)])),
    yields(holder, [...takers.map(mayTake), ...aside.map(stood)], [moved]),
    ...[...aside, holder].map(
      (host): DesiredChange => ({
        id: `${host}/stay`,
        host,
        steps: [{ ...yielding('back', spec.endpoint, false), undoneBy: [`${host}/yield/aside`] }],
        needs: [moved],
        gives: [],
      }),
    ),
  ];
}

function mayTake(host: string): string {
  return `${host}/may-take`;
}

/** Whoever stands aside from a move that was broken off could not take the VIP. */
function backChange({ endpoint }: ResolvedSpec, host: string): DesiredChange {
  return {
    id: `${host}/may-take`,
    host,
    steps: [yielding('back', endpoint, false)],
    needs: [],
    gives: [mayTake(host)],
  };
}

/** Of the endpoint that it may hold. */
export function yielding(
  id: string,
  { vip, port }: Pick<ResolvedSpec['endpoint'], 'vip' | 'port'>,
  yields: boolean,
): DesiredStep {
  return { id, verb: { do: 'vip.yield', yields, vip, port } };
}

function withoutId({ id: _id, ...step }: DesiredChange['steps'][number]) {
  return step;
}

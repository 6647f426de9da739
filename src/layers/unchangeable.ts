/** What a cluster keeps for life: the file may not ask for another one, since nothing could roll from one to the other. */
import { BarqueError } from '../base/errors.ts';
import type { ClusterRecord } from '../base/record.ts';
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';

/** Throws configuration, with all that differs from what the hosts remember. */
export function refuseUnchangeable(spec: ResolvedSpec, records: readonly (ClusterRecord | null)[]): void {
  const record = records.find(each => each !== null);
  if (record === undefined || record === null) return;
  const known = new Map(record.hosts.map(host => [host.name, host]));
  const asked = [
    ...clusterWishes(spec, record),
    ...spec.hosts.flatMap(host => hostWishes(host, known.get(host.name))),
  ].filter(({ is, wanted }) => is !== undefined && is !== wanted);
  if (asked.length === 0) return;
  throw new BarqueError({
    domain: 'configuration',
    attempted: `change ${asked.map(({ what }) => what).join(' and ')} of ${spec.name}`,
    cameBack: asked
      .map(({ what, is, wanted, why }) => `${what} is ${is}, and cannot become ${wanted}: ${why}`)
      .join('\n'),
    next: asked.some(({ host }) => host === undefined)
      ? 'Put the old value back. Another one needs a new cluster beside this one, or a reset and a new creation.'
      : 'Put the old value back, and give what is new a name of its own: it is another host.',
  });
}

interface Wish {
  what: string;
  /** Undefined: no record says. */
  is: string | number | undefined;
  wanted: string | number;
  why: string;
  /** Whose it is; undefined: the whole cluster's. */
  host?: string;
}

function clusterWishes({ kubernetes, endpoint, loadBalancer }: ResolvedSpec, record: ClusterRecord): Wish[] {
  const wishes: [what: string, is: string | number | undefined, wanted: string | number, why: string][] = [
    ['endpoint.vip', record.endpoint.vip, endpoint.vip, 'certificates, kubeconfigs and every client know it'],
    ['endpoint.port', record.endpoint.port, endpoint.port, 'kubeconfigs and every client know it'],
    [
      'loadBalancer.virtualRouterId',
      record.chosen.virtualRouterId,
      loadBalancer.virtualRouterId ?? record.chosen.virtualRouterId,
      'balancers of two ids do not hear each other, and two would hold the VIP while it changes',
    ],
    ...(kubernetes === null
      ? []
      : ([
          ['network.pods', record.networks?.pods, kubernetes.podCidr, 'every pod has an address of it'],
          [
            'network.services',
            record.networks?.services,
            kubernetes.serviceCidr,
            'every Service has an address of it, and certificates name the first',
          ],
          [
            'network.plugin',
            record.networks?.plugin,
            kubernetes.plugin,
            'every pod has its address from it, and nothing takes the old one away',
          ],
        ] as [string, string | undefined, string, string][])),
  ];
  return wishes.map(([what, is, wanted, why]) => ({ what, is, wanted, why }));
}

/** What a host is for, and where it is found by those that know it. */
function hostWishes(
  { name, address, nodeAddress, roles }: ResolvedHost,
  known: ClusterRecord['hosts'][number] | undefined,
): Wish[] {
  if (known === undefined) return [];
  const wasPlane = known.roles.includes('control-plane');
  const planeWords = (is: boolean) => (is ? 'a control plane' : 'no control plane');
  const wasNode = wasPlane || known.roles.includes('worker');
  return [
    ...(wasNode
      ? [
          {
            host: name,
            what: `${name}.roles`,
            is: planeWords(wasPlane),
            wanted: planeWords(roles.includes('control-plane')),
            why: 'it has joined as what it is, with its member of etcd or without one',
          },
        ]
      : []),
    ...(wasPlane
      ? [
          {
            host: name,
            what: `${name}.nodeAddress`,
            is: known.nodeAddress,
            wanted: nodeAddress,
            why: 'etcd’s other members know its member by it, and so does its certificate',
          },
        ]
      : []),
    ...(known.roles.includes('load-balancer')
      ? [
          {
            host: name,
            what: `${name}.address`,
            is: known.address,
            wanted: address,
            why: 'the other balancers know it by it, and two would hold the VIP while they do not',
          },
        ]
      : []),
  ];
}

/** What a cluster keeps for life: the file may not ask for another one, since nothing could roll from one to the other. */
import { BarqueError } from '../base/errors.ts';
import type { ClusterRecord } from '../base/record.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';

/** Throws configuration, with all that differs from what the hosts remember. */
export function refuseUnchangeable(spec: ResolvedSpec, records: readonly (ClusterRecord | null)[]): void {
  const record = records.find(each => each !== null);
  if (record === undefined || record === null) return;
  const { kubernetes, endpoint, loadBalancer } = spec;
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
        ] as [string, string | undefined, string, string][])),
  ];
  const asked = wishes.filter(([, is, wanted]) => is !== undefined && is !== wanted);
  if (asked.length === 0) return;
  throw new BarqueError({
    domain: 'configuration',
    attempted: `change ${asked.map(([what]) => what).join(' and ')} of ${spec.name}`,
    cameBack: asked
      .map(([what, is, wanted, why]) => `${what} is ${is}, and cannot become ${wanted}: ${why}`)
      .join('\n'),
    next: 'Put the old value back. Another one needs a new cluster beside this one, or a reset and a new creation.',
  });
}

/** When authorities must not be touched: what a control plane that has begun rests on is completed, never replaced. */
import { BarqueError } from '../../base/errors.ts';
import type { LayerInput } from '../layer.ts';
import { isControlPlane } from '../roles.ts';

type HostOf = LayerInput['hosts'][number];

/** A member of etcd has written its log here, or the cluster was once whole with this host. */
function hasBegun({ facts }: HostOf): boolean {
  return facts.kubernetes.etcd === 'started' || facts.record !== null;
}

/**
 * Throws configuration where files are missing and no control plane that answers has all of them: whoever made new ones
 * then would take the cluster's own away from it.
 */
export function refuseNobodyWhole({ hosts }: Pick<LayerInput, 'hosts'>): void {
  const planes = hosts.filter(isControlPlane);
  if (planes.some(({ facts }) => facts.kubernetes.authorities !== null)) return;
  const begun = planes.filter(own => hasBegun(own) && lacks(own) !== null);
  // Without a log and without a file of them there is nothing to lose here; the seat says that they are nowhere.
  if (
    !begun.some(({ facts: { kubernetes } }) => kubernetes.partial !== null || kubernetes.etcd === 'started')
  )
    return;
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'find the authorities of the cluster',
    where: begun.map(({ host }) => host.name).join(', '),
    cameBack: begun.map(own => `${own.host.name} lacks ${lacks(own)} in /etc/kubernetes/pki`).join('\n'),
    next: 'No control plane that answers has all of them, and new ones would make another cluster. Put the missing files back on one of these hosts, from where they were taken to or from a backup; the others get them from there.',
  });
}

/** Throws configuration where a host that has begun holds other files than those that count, which `holder` has. */
export function refuseOthers({ hosts }: Pick<LayerInput, 'hosts'>, holder: string): void {
  const planes = hosts.filter(isControlPlane);
  const right = planes.find(({ host }) => host.name === holder)?.facts.kubernetes.halves ?? {};
  for (const own of planes.filter(hasBegun)) {
    const others = Object.entries(own.facts.kubernetes.halves)
      .filter(([file, digest]) => right[file] !== undefined && right[file] !== digest)
      .map(([file]) => file);
    if (others.length === 0) continue;
    throw new BarqueError({
      domain: 'configuration',
      attempted: 'keep the authorities of the cluster',
      where: own.host.name,
      cameBack: `${others.join(', ')} in /etc/kubernetes/pki differ from those of ${holder}, and ${own.host.name} has begun: nothing of it is replaced`,
      next: `Put the files of ${holder} there; or, if ${own.host.name} was a host of another cluster, reset it first.`,
    });
  }
}

/** Names; null: nothing is missing. */
function lacks({ facts: { kubernetes } }: HostOf): string | null {
  if (kubernetes.authorities !== null) return null;
  return kubernetes.partial === null ? 'all of them' : kubernetes.partial.join(', ');
}

/** Who is who among the control planes: the seat, where the authorities are, with whom the cluster began. */

import { CREATION_FORMAT, type CreationRecord } from '../base/creation.ts';
import { BarqueError } from '../base/errors.ts';
import type { LayerInput } from './layer.ts';

export interface ControlPlanes {
  /** Reached control planes, by name. */
  hosts: LayerInput['hosts'];
  /** Where steps run that write to the API or etcd. */
  seat: string;
  authorities: {
    /** The host that holds them, or makes them. */
    host: string;
    /** Digest of their public halves; null: they are still to be made. */
    digest: string | null;
    /** The CA certificate, PEM; null as above. */
    ca: string | null;
  };
  creation: CreationRecord;
  /** Whether the cluster has once been whole: then it is never created again. */
  complete: boolean;
}

/**
 * Null where there is no control plane. Throws configuration when the hosts contradict each other, and connection
 * when too few answer to begin or to go on.
 */
export function controlPlanesOf({ spec, hosts }: Pick<LayerInput, 'spec' | 'hosts'>): ControlPlanes | null {
  if (spec.kubernetes === null) return null;
  const wanted = spec.hosts.filter(({ roles }) => roles.includes('control-plane'));
  const reached = hosts
    .filter(({ host }) => host.roles.includes('control-plane'))
    .sort((a, b) => (a.host.name < b.host.name ? -1 : 1));
  const complete = hosts.some(({ facts }) => facts.record !== null);
  const creation =
    hosts.find(({ facts }) => facts.kubernetes.creation !== null)?.facts.kubernetes.creation ?? null;
  const silent = wanted.filter(({ name }) => !reached.some(({ host }) => host.name === name));
  // Once it has been whole, whom it began with decides nothing any more: they may be fewer than it has now, or gone.
  if (!complete && creation === null && silent.length > 0) {
    throw tooFew(
      'begin a cluster',
      `these control planes do not answer: ${silent.map(({ name }) => name).join(', ')}`,
    );
  }
  const members = creation?.members ?? membersOf(wanted);
  const begun = members.filter(({ name }) => reached.some(({ host }) => host.name === name));
  if (!complete && begun.length * 2 <= members.length) {
    throw tooFew(
      'go on with the cluster',
      `${begun.length} of the ${members.length} control planes that it began with answer; ${Math.floor(members.length / 2) + 1} are needed`,
    );
  }
  const held = heldAuthorities(reached);
  if (held === null && complete) {
    throw new BarqueError({
      domain: 'configuration',
      attempted: 'find the authorities of the cluster',
      cameBack: 'no control plane that answers has them, and new ones would make another cluster',
      next: 'Bring a control plane back that has /etc/kubernetes/pki.',
    });
  }
  const first = reached[0]!.host.name;
  const host = held?.host ?? first;
  return {
    hosts: reached,
    seat: host,
    authorities: { host, digest: held?.digest ?? null, ca: held?.ca ?? null },
    creation: creation ?? { format: CREATION_FORMAT, cluster: spec.name, members: complete ? [] : members },
    complete,
  };
}

function membersOf(hosts: LayerInput['spec']['hosts']): CreationRecord['members'] {
  return hosts
    .map(({ name, nodeAddress }) => ({ name, address: nodeAddress }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Held {
  host: string;
  digest: string;
  ca: string;
}

/**
 * The authorities that count: those with which an etcd member has started; before that, the ones that most hosts
 * hold, the first by name among equals. Two etcd members of different authorities are two clusters.
 */
function heldAuthorities(reached: LayerInput['hosts']): Held | null {
  const all = reached.flatMap(({ host, facts: { kubernetes } }) =>
    kubernetes.authorities === null || kubernetes.ca === null
      ? []
      : [{ host: host.name, digest: kubernetes.authorities, ca: kubernetes.ca, etcd: kubernetes.etcd }],
  );
  const started = all.filter(({ etcd }) => etcd === 'started');
  const digests = new Set(started.map(({ digest }) => digest));
  if (digests.size > 1) {
    throw new BarqueError({
      domain: 'configuration',
      attempted: 'find the authorities of the cluster',
      cameBack: `etcd has started with different ones: ${started.map(({ host, digest }) => `${host} has ${digest.slice(0, 12)}`).join(', ')}`,
      next: 'These hosts belonged to different clusters. Reset those that are not of this one.',
    });
  }
  const candidates = started.length > 0 ? started : all;
  const count = (digest: string) => all.filter(each => each.digest === digest).length;
  const [best] = [...candidates].sort(
    (a, b) => count(b.digest) - count(a.digest) || (a.host < b.host ? -1 : 1),
  );
  return best ?? null;
}

function tooFew(attempted: string, cameBack: string): BarqueError {
  return new BarqueError({
    domain: 'connection',
    attempted,
    cameBack,
    next: 'Bring them back and run the same command again.',
  });
}

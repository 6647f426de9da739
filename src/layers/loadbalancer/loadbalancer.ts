/** The layer `loadbalancer`: HAProxy in front of the backends, Keepalived guarding the VIP, one host before the others. */
import { BarqueError } from '../../base/errors.ts';
import type { DesiredChange } from '../../plan/desired.ts';
import { type Balancers, isBalancer } from '../balancers.ts';
import type { Layer, LayerInput } from '../layer.ts';
import {
  apiserverReady,
  authoritiesMade,
  balancerStopped,
  loadBalancerReady,
  packagesReady,
  peersForgotten,
  peersKnown,
} from '../milestones.ts';
import { type Timing, timingOf } from '../timing.ts';
import { haproxySteps } from './haproxy.ts';
import { forgettingSteps, type Guarding, keepalivedSteps, type Peer } from './keepalived.ts';

/** Debian's package brings a configuration of its own. */
function installStep(host: string): string {
  return `${host}/packages/install`;
}

type HostOf = LayerInput['hosts'][number];

export const LOAD_BALANCER: Layer = {
  name: 'loadbalancer',
  changes: input => {
    const { balancers } = input;
    const { existing, added, leaving } = balancers;
    const wanted = [...existing, ...added];
    if (wanted.length === 0) return [];
    refuseUntold(input);
    const timing = ({ facts }: HostOf) => timingOf(input, facts);
    const guarding = guardingOf(input, balancers);
    // Where somebody new comes, those that leave must hear of it too: they may hold the VIP until they stop.
    const told = added.length === 0 ? [] : leaving.filter(({ facts }) => facts.guarding);
    return [
      ...existing.flatMap((own, at) => existingChanges(input, timing(own), guarding(own), existing, at)),
      ...told.map((own, at) =>
        tellingChange(input, timing(own), guarding(own), told[at - 1] ?? existing.at(-1)),
      ),
      ...added.flatMap(own =>
        newChanges(input, timing(own), guarding(own), [...existing, ...told], added[0]),
      ),
      ...leaving.map((own, at) => leavingChange(input, timing(own), own, wanted, leaving[at - 1])),
      ...(leaving.length === 0
        ? []
        : wanted.map((own, at) =>
            forgettingChange(input, timing(own), guarding(own, leaving), leaving, wanted[at - 1]),
          )),
    ];
  },
};

/**
 * A new balancer that somebody does not know makes a second holder of the VIP, as soon as that one holds it. Records
 * that name it were written when all had been told.
 */
function refuseUntold({ hosts, remembered, balancers: { added } }: LayerInput): void {
  if (added.length === 0) return;
  const known = new Set(
    hosts.flatMap(({ facts }) => (facts.record?.hosts ?? []).filter(isBalancer).map(({ name }) => name)),
  );
  const strangers = added.map(({ host }) => host.name).filter(name => !known.has(name));
  const here = new Set(hosts.map(({ host }) => host.name));
  const untold = remembered
    .filter(isBalancer)
    .map(({ name }) => name)
    .filter(name => !here.has(name));
  if (strangers.length === 0 || untold.length === 0) return;
  const [first] = untold;
  throw new BarqueError({
    domain: 'load-balancer',
    attempted: `plan a new balancer, ${strangers.join(', ')}`,
    where: untold.join(', '),
    cameBack: `it balances, and cannot be told of a new peer now: it does not answer, is in maintenance, or is not in the file. When it holds the VIP, a Keepalived that it does not know would hold it as well`,
    next: `Bring it back (barque node return ${first}), or take it out for good: put it into the file, then barque node remove ${first}, with --gone when it will never answer. Or leave ${strangers.join(', ')} out of the file until then.`,
  });
}

/** How each one is to be guarded; without those that have stopped. */
function guardingOf({ spec, chosen }: LayerInput, { leaving, elsewhere }: Balancers) {
  const lowest = 1;
  const peerOf = (name: string, address: string, priority: number | null | undefined) => ({
    name,
    address,
    priority: priority ?? lowest,
  });
  const recordedPriority = ({ host, facts }: HostOf) => facts.record?.chosen.priorities[host.name] ?? lowest;
  const inFile = spec.hosts
    .filter(({ roles }) => roles.includes('load-balancer'))
    .map(({ name, address }) => peerOf(name, address, chosen.priorities[name]));
  const others = elsewhere.map(({ name, address, priority }) => peerOf(name, address, priority));
  return (own: HostOf, stopped: readonly HostOf[] = []): Guarding => {
    const gone = new Set(stopped.map(({ host }) => host.name));
    const going = leaving
      .filter(({ host, facts }) => facts.guarding && !gone.has(host.name))
      .map(each => peerOf(each.host.name, each.host.address, recordedPriority(each)));
    const peers: Peer[] = [...inFile, ...others, ...going]
      .filter(({ name }) => name !== own.host.name)
      .map(({ address, priority }) => ({ address, priority }));
    return { own, priority: chosen.priorities[own.host.name] ?? recordedPriority(own), peers };
  };
}

/**
 * On a host that balances already: its Keepalived first hears of new peers, since one that starts before all others
 * know it makes a second holder that stays (trials); its HAProxy sends nobody to a new apiserver before that is ready.
 * One host is done before the next begins; where control planes are new, all lists are, and then all backends.
 */
function existingChanges(
  input: LayerInput,
  timing: Timing,
  guarding: Guarding,
  existing: readonly HostOf[],
  at: number,
): DesiredChange[] {
  const { host } = guarding.own;
  const { name } = host;
  const newPlanes = newControlPlanes(input);
  const previous = existing.slice(Math.max(0, at - 1), at).map(before => before.host.name);
  return [
    {
      id: keepalivedChange(name),
      host: name,
      steps: keepalivedSteps(input, guarding, timing),
      needs: [
        // A package that is replaced starts the daemons of its host again, in a turn of its own.
        ...existing.map(each => packagesReady(each.host.name)),
        ...previous.map(newPlanes.length > 0 ? peersKnown : loadBalancerReady),
      ],
      gives: [peersKnown(name)],
    },
    {
      id: `${name}/haproxy`,
      host: name,
      steps: haproxySteps(input, host, timing, installStep(name)),
      needs: [peersKnown(name), ...previous.map(loadBalancerReady), ...newPlanes.map(apiserverReady)],
      gives: [loadBalancerReady(name)],
    },
  ];
}

function keepalivedChange(host: string): string {
  return `${host}/keepalived`;
}

/** Those of a cluster that stands already: at creation all begin together, and balancers cannot wait for them. */
function newControlPlanes({ hosts }: LayerInput): string[] {
  const planes = hosts.filter(own => own.host.roles.includes('control-plane'));
  const isNew = ({ facts }: HostOf) => facts.record === null;
  return planes.every(isNew) ? [] : planes.filter(isNew).map(({ host }) => host.name);
}

/** One that will stop hears who comes; each in its turn, since a list is read anew by whoever may hold the VIP. */
function tellingChange(
  input: LayerInput,
  timing: Timing,
  guarding: Guarding,
  before: HostOf | undefined,
): DesiredChange {
  const { name } = guarding.own.host;
  return {
    id: keepalivedChange(name),
    host: name,
    steps: keepalivedSteps(input, guarding, timing),
    needs: before === undefined ? [] : [peersKnown(before.host.name)],
    gives: [peersKnown(name)],
  };
}

/** A new balancer waits for every list of peers, and for the first new one only, so that all go on at once after it. */
function newChanges(
  input: LayerInput,
  timing: Timing,
  guarding: Guarding,
  told: readonly HostOf[],
  first: HostOf | undefined,
): DesiredChange[] {
  const { own } = guarding;
  const { name } = own.host;
  const afterFirst = first === undefined || first === own ? [] : [loadBalancerReady(first.host.name)];
  const serving = `${name}/haproxy.serving`;
  return [
    {
      id: `${name}/haproxy`,
      host: name,
      steps: haproxySteps(input, own.host, timing, installStep(name)),
      needs: [
        packagesReady(name),
        ...(input.spec.kubernetes === null ? [] : [authoritiesMade()]),
        ...afterFirst,
      ],
      gives: [serving],
    },
    {
      id: keepalivedChange(name),
      host: name,
      steps: keepalivedSteps(input, guarding, timing),
      needs: [serving, ...told.map(({ host }) => peersKnown(host.name))],
      gives: [loadBalancerReady(name)],
    },
  ];
}

/** Stops being a balancer once all others are ready: first the VIP goes, then who would take it, then who serves. */
function leavingChange(
  { spec: { endpoint } }: LayerInput,
  timing: Timing,
  { host: { name } }: HostOf,
  wanted: readonly HostOf[],
  before: HostOf | undefined,
): DesiredChange {
  const { vip, port } = endpoint;
  return {
    id: `${name}/balancer`,
    host: name,
    steps: [
      { id: 'aside', verb: { do: 'vip.yield', yields: true, vip, port } },
      {
        id: 'keepalived',
        verb: { do: 'unit.stop', unit: 'keepalived.service' },
        interrupts: () => [timing.handOver],
      },
      { id: 'haproxy', verb: { do: 'unit.stop', unit: 'haproxy.service' } },
    ],
    needs: [
      ...wanted.map(({ host }) => loadBalancerReady(host.name)),
      ...(before === undefined ? [] : [balancerStopped(before.host.name)]),
    ],
    gives: [balancerStopped(name)],
  };
}

/** Only who has stopped may be forgotten: the other order gave two lasting holders in a trial. */
function forgettingChange(
  input: LayerInput,
  timing: Timing,
  guarding: Guarding,
  leaving: readonly HostOf[],
  before: HostOf | undefined,
): DesiredChange {
  const { name } = guarding.own.host;
  return {
    id: `${name}/peers`,
    host: name,
    steps: forgettingSteps(input, guarding, timing, keepalivedChange(name)),
    needs: [
      loadBalancerReady(name),
      ...leaving.map(({ host }) => balancerStopped(host.name)),
      ...(before === undefined ? [] : [peersForgotten(before.host.name)]),
    ],
    gives: [peersForgotten(name)],
  };
}

/** What Barque chooses once and keeps: VRRP's router id, each balancer's priority, and the profile of the timers. */
import { createHash } from 'node:crypto';
import { BarqueError } from '../base/errors.ts';
import type { ClusterRecord } from '../base/record.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';

/** Below 255, which would mean "owner of the address" (RFC 9568, 5.2.4); the higher, the shorter the skew. */
const HIGHEST_PRIORITY = 254;

/**
 * Between two balancers. One apart, two backups wake within half a millisecond and both take the VIP for a
 * moment (skew is a 256th of the advert interval a step); ten apart, the first one's advert comes in between.
 */
const PRIORITY_STEP = 10;

/** In the order in which they are given away: spaced ones first, then what is left. */
const PRIORITIES: readonly number[] = Array.from(
  { length: HIGHEST_PRIORITY },
  (_, at) => HIGHEST_PRIORITY - at,
).sort((a, b) => Number(isSpaced(b)) - Number(isSpaced(a)) || b - a);

function isSpaced(priority: number): boolean {
  return (HIGHEST_PRIORITY - priority) % PRIORITY_STEP === 0;
}

/** Keeps what the hosts' records say; new balancers get the next lower priorities in the order of their names. */
export function choose(spec: ResolvedSpec, facts: readonly HostFacts[]): ClusterRecord['chosen'] {
  const records = facts.map(({ record }) => record);
  const kept = records.find(record => record !== null)?.chosen;
  const names = spec.hosts.filter(({ roles }) => roles.includes('load-balancer')).map(({ name }) => name);
  const priorities = new Map<string, number>();
  for (const record of records) {
    for (const [name, priority] of Object.entries(record?.chosen.priorities ?? {})) {
      if (names.includes(name) && !priorities.has(name)) priorities.set(name, priority);
    }
  }
  // Whoever the file does not name any more may still run with its own.
  const taken = new Set(records.flatMap(record => Object.values(record?.chosen.priorities ?? {})));
  const free = PRIORITIES.filter(priority => !taken.has(priority));
  for (const [at, name] of names
    .filter(each => !priorities.has(each))
    .sort()
    .entries()) {
    const priority = free[at];
    if (priority === undefined) throw tooMany(names.length);
    priorities.set(name, priority);
  }
  return {
    virtualRouterId:
      spec.loadBalancer.virtualRouterId ?? kept?.virtualRouterId ?? routerIdOf(spec.endpoint.vip),
    priorities: Object.fromEntries([...priorities].sort(([a], [b]) => (a < b ? -1 : 1))),
    profile:
      spec.availability.profile === 'auto' ? (kept?.profile ?? profileOf(facts)) : spec.availability.profile,
  };
}

function tooMany(balancers: number): BarqueError {
  return new BarqueError({
    domain: 'configuration',
    attempted: 'give each balancer a priority',
    cameBack: `${balancers} hosts have the role load-balancer; VRRP tells ${HIGHEST_PRIORITY} apart`,
    next: 'Two or three balancers are enough for one VIP.',
  });
}

/** Bare metal everywhere bears short timers; one virtual machine among the hosts stalls for all. */
function profileOf(facts: readonly HostFacts[]): 'lan' | 'virtual' {
  return facts.every(({ system }) => system.virtualization === 'none') ? 'lan' : 'virtual';
}

/** 1 to 255 from the VIP: two clusters of one network rarely share it, and it needs no talking. */
function routerIdOf(vip: string): number {
  return 1 + (createHash('sha256').update(vip).digest().readUInt32BE(0) % 255);
}

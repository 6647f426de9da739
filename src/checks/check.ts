/** A check as data: what it asks of the hosts, and a pure judge over what they told. */

import type { DiskFact } from '../facts/disks.ts';
import type { FilterChain } from '../facts/filter-rules.ts';
import type { HostState } from '../facts/host-facts.ts';
import type { IdentityFact } from '../facts/identity.ts';
import type { Listener } from '../facts/listening.ts';
import type { MachineFact } from '../facts/machine.ts';
import type { NetworkFact } from '../facts/network.ts';
import type { HeardAdvert } from '../facts/probes/adverts.ts';
import type { ClaimedAddress } from '../facts/probes/claimed-addresses.ts';
import type { DiskLatency } from '../facts/probes/disk-latency.ts';
import type { Knocked, OpenDoors } from '../facts/probes/doors.ts';
import type { Stalls } from '../facts/probes/stalls.ts';
import type { SoftwareFact } from '../facts/software.ts';
import type { SystemFact } from '../facts/system.ts';
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';
import type { Standing } from '../view/cluster-view.ts';

/** What a host can be asked for, by group. */
export interface CheckFacts {
  state: HostState & { standing: Standing };
  machine: MachineFact;
  identity: IdentityFact;
  listening: readonly Listener[];
  disks: readonly DiskFact[];
  remains: readonly string[];
  software: SoftwareFact;
  filterRules: readonly FilterChain[];
  network: NetworkFact;
  /** Milliseconds that the host's clock is ahead of the operator's, and how far off that may be. */
  clock: { aheadMs: number; uncertainMs: number };
  diskLatency: DiskLatency | null;
  stalls: Stalls | null;
  claimed: readonly ClaimedAddress[] | null;
  adverts: readonly HeardAdvert[] | null;
  /** What happened at its own doors, and at those of others. */
  doors: { opened: OpenDoors['opened']; knocked: ReadonlyMap<string, Knocked> };
}

export type Group = keyof CheckFacts;

/** Active probes: they take seconds, or send packets; run by `check` alone. */
export const PROBES: readonly Group[] = ['diskLatency', 'stalls', 'claimed', 'adverts', 'doors'];

/** How far the connection came. */
export type Contact =
  | { is: 'root' }
  | { is: 'unreachable' | 'host-key' | 'refused' | 'not-root' | 'no-answer'; words: string };

export interface CheckedHost {
  host: ResolvedHost;
  contact: Contact;
  /** Without those that were not read. */
  facts: Partial<CheckFacts>;
}

/** `untested`: of the same make as those that were tried, and nobody has. */
export type Support = 'tried' | 'untested' | 'refused';

export interface CheckInput {
  spec: ResolvedSpec;
  /** In the order of the file. */
  hosts: readonly CheckedHost[];
  expected: {
    supportOf(system: SystemFact): Support;
    virtualRouterId: number;
    /** Milliseconds of silence after which the holder of the VIP is called dead. Null: the budget cannot be met. */
    silenceMs: number | null;
    /** Milliseconds of scheduling delay that the budget has room for. */
    stallMs: number | null;
  };
}

export type Is = 'ok' | 'warning' | 'failed' | 'not-applicable' | 'unknown';

export interface Verdict {
  is: Is;
  /** Empty: it concerns the cluster as a whole. */
  hosts: readonly string[];
  /** What was seen. */
  evidence: string;
  /** What to do; null where nothing is to be done. */
  remedy: string | null;
}

export interface Check {
  id: string;
  /** What holds when it passes, as a sentence without an end. */
  title: string;
  why: string;
  needs: readonly Group[];
  judge(input: CheckInput): Verdict[];
}

/** What a judge says of one host; null: nothing to say, it is well. */
export type Finding = Pick<Verdict, 'is' | 'evidence' | 'remedy'> | null;

export function failed(evidence: string, remedy: string): NonNullable<Finding> {
  return { is: 'failed', evidence, remedy };
}

export function warning(evidence: string, remedy: string): NonNullable<Finding> {
  return { is: 'warning', evidence, remedy };
}

export function unknown(evidence: string, remedy: string | null = null): NonNullable<Finding> {
  return { is: 'unknown', evidence, remedy };
}

/**
 * Asks `judge` about each host that `where` lets through, with the groups it needs. Hosts whose facts are missing are
 * unknown; hosts of which the same is said are told together.
 */
export function perHost<G extends Group>(
  input: CheckInput,
  groups: readonly G[],
  judge: (host: ResolvedHost, facts: Pick<CheckFacts, G>) => Finding | Finding[],
  where: (host: ResolvedHost) => boolean = () => true,
): Verdict[] {
  const concerned = input.hosts.filter(({ host }) => where(host));
  if (concerned.length === 0) return [notApplicable('no host of this kind')];
  const findings = concerned.flatMap(({ host, facts }): (NonNullable<Finding> & { host: string })[] => {
    if (groups.some(group => facts[group] === undefined)) {
      return [{ host: host.name, ...unknown('not asked: the host could not be read') }];
    }
    const said = judge(host, facts as Pick<CheckFacts, G>);
    const list = (Array.isArray(said) ? said : [said]).flatMap(each => (each === null ? [] : [each]));
    if (list.length === 0) return [{ host: host.name, is: 'ok', evidence: '', remedy: null }];
    return list.map(finding => ({ host: host.name, ...finding }));
  });
  return together(findings);
}

function together(findings: readonly (NonNullable<Finding> & { host: string })[]): Verdict[] {
  const groups = new Map<string, Verdict & { hosts: string[] }>();
  for (const { host, is, evidence, remedy } of findings) {
    const key = JSON.stringify([is, evidence, remedy]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { is, hosts: [host], evidence, remedy });
    else group.hosts.push(host);
  }
  return [...groups.values()];
}

export function notApplicable(evidence: string): Verdict {
  return { is: 'not-applicable', hosts: [], evidence, remedy: null };
}

/** The hosts of which a group was read. */
export function known<G extends Group>(
  input: CheckInput,
  group: G,
): { host: ResolvedHost; fact: CheckFacts[G] }[] {
  return input.hosts.flatMap(({ host, facts }) => {
    const fact = facts[group];
    return fact === undefined ? [] : [{ host, fact: fact as CheckFacts[G] }];
  });
}

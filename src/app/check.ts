/** The flow of `check`: ask every host for what the checks need, try the network between them, judge. */
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import {
  type Check,
  type CheckedHost,
  type CheckFacts,
  type CheckInput,
  type Group,
  PROBES,
  type Verdict,
} from '../checks/check.ts';
import { CHECKS } from '../checks/checks.ts';
import { contactOf } from '../checks/contact.ts';
import { isBalancer } from '../checks/parts.ts';
import { HOST_CLOCK } from '../facts/clock.ts';
import { DISKS } from '../facts/disks.ts';
import { FILTER_RULES } from '../facts/filter-rules.ts';
import { hostState } from '../facts/host-facts.ts';
import { IDENTITY } from '../facts/identity.ts';
import { LISTENING } from '../facts/listening.ts';
import { MACHINE } from '../facts/machine.ts';
import { networkOf } from '../facts/network.ts';
import { heardAdverts } from '../facts/probes/adverts.ts';
import { claimedAddresses } from '../facts/probes/claimed-addresses.ts';
import { DISK_LATENCY } from '../facts/probes/disk-latency.ts';
import { STALLS } from '../facts/probes/stalls.ts';
import { REMAINS } from '../facts/remains.ts';
import { SOFTWARE } from '../facts/software.ts';
import { derive } from '../failover/derive.ts';
import { PROFILES } from '../failover/profiles.ts';
import { batch, type Part } from '../hosts/batch.ts';
import type { Host } from '../hosts/host.ts';
import { supportOf } from '../layers/capabilities.ts';
import { choose } from '../layers/chosen.ts';
import { nearest } from '../spec/nearest.ts';
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';
import { standingOf } from '../view/cluster-view.ts';
import { softly } from './softly.ts';
import { tryWays } from './try-ways.ts';

export interface Checking {
  spec: ResolvedSpec;
  /** The hosts to look at, in the order of the file. */
  hosts: readonly Host[];
  /** Ids of checks that are left out. */
  ignore: readonly string[];
  /** What may send packets and measure; nothing else is looked at that takes time. */
  probing: Probing;
  clock: Clock;
}

export interface Probing {
  groups: readonly Group[];
  on(host: ResolvedHost): boolean;
}

/** For whoever asks for it: seconds. */
export const ALL_PROBES: Probing = { groups: PROBES, on: () => true };
const NO_PROBES: Probing = { groups: [], on: () => false };
/** Who answers for the VIP, asked by those that shall carry it: one second. */
const VIP_PROBE: Probing = { groups: ['claimed'], on: isBalancer };

export interface Judged {
  check: Check;
  verdicts: readonly Verdict[];
}

/** Reads only; what it starts on hosts ends by itself. Throws usage for an id that no check has. */
export async function judgeHosts(checking: Checking, signal: AbortSignal): Promise<Judged[]> {
  refuseUnknownIds(checking.ignore);
  const checks = CHECKS.filter(
    ({ id, needs }) =>
      !checking.ignore.includes(id) &&
      needs.every(group => !PROBES.includes(group) || checking.probing.groups.includes(group)),
  );
  const hosts = await readHosts(checking, checks, signal);
  const input: CheckInput = { spec: checking.spec, hosts, expected: expectedOf(checking.spec, hosts) };
  return checks.map(check => ({ check, verdicts: check.judge(input) }));
}

export interface Beginning extends Omit<Checking, 'probing'> {
  /** Hosts that no cluster has yet, and that would be changed. */
  blank: readonly string[];
  /** Whether no balancer has been touched: then nobody of ours can have the VIP. */
  isFirst: boolean;
}

/**
 * Judges what needs no probe, and before the first balancer is made the VIP, too. Throws `check` when it fails on a host
 * that no cluster has yet: those that are ours already have been changed before, and must stay mendable.
 */
export async function refuseFailing(
  { blank, isFirst, ...checking }: Beginning,
  signal: AbortSignal,
): Promise<void> {
  if (blank.length === 0) return;
  const judged = await judgeHosts({ ...checking, probing: isFirst ? VIP_PROBE : NO_PROBES }, signal);
  const failures = judged.flatMap(({ check, verdicts }) =>
    verdicts
      .filter(({ is, hosts }) => is === 'failed' && hosts.some(host => blank.includes(host)))
      .map(verdict => ({ id: check.id, ...verdict })),
  );
  if (failures.length === 0) return;
  const ids = [...new Set(failures.map(({ id }) => id))];
  throw new BarqueError({
    domain: 'check',
    attempted: 'begin on hosts that are not ready for it',
    cameBack: failures.map(({ id, hosts, evidence }) => `${id}: ${hosts.join(', ')}: ${evidence}`).join('\n'),
    next: `Nothing was changed. What to do about each stands in\n\n  barque check\n\nWhoever knows better goes on with ${ids.map(id => `--ignore-check ${id}`).join(' ')}.`,
  });
}

function refuseUnknownIds(ids: readonly string[]): void {
  for (const id of ids) {
    if (CHECKS.some(check => check.id === id)) continue;
    const near = nearest(
      id,
      CHECKS.map(check => check.id),
    );
    throw new BarqueError({
      domain: 'usage',
      attempted: `ignore the check ${id}`,
      cameBack: 'there is no such check',
      next: near === null ? 'barque check --list' : `Did you mean ${near}? All of them: barque check --list`,
    });
  }
}

function expectedOf(spec: ResolvedSpec, hosts: readonly CheckedHost[]): CheckInput['expected'] {
  const states = hosts.flatMap(({ facts }) => (facts.state === undefined ? [] : [facts.state.facts]));
  const chosen = choose(spec, states);
  const derived = derive({
    failoverMs: spec.availability.failoverMs,
    // Refused elsewhere; here it decides nothing.
    hangMs: Number.MAX_SAFE_INTEGER,
    profile: chosen.profile,
    priorities: Object.values(chosen.priorities),
    millisecondScripts: true,
  });
  return {
    supportOf,
    virtualRouterId: chosen.virtualRouterId,
    silenceMs:
      derived.is === 'timers' ? derived.timers.vrrp.advertMs * derived.timers.vrrp.downAdverts : null,
    stallMs: derived.is === 'timers' ? PROFILES[chosen.profile].stallMs : null,
  };
}

async function readHosts(
  { spec, hosts, probing, clock }: Checking,
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<CheckedHost[]> {
  const needed = new Set(checks.flatMap(({ needs }) => needs));
  const pairs = hosts.map(host => ({ host, of: spec.hosts.find(({ name }) => name === host.name)! }));
  const read = await Promise.all(pairs.map(({ host, of }) => readQuietly(spec, host, of, clock, signal)));
  if (probing.groups.length === 0) return read;
  const reached = pairs.filter((_pair, at) => read[at]!.contact.is === 'root');
  const [, doors] = await Promise.all([
    Promise.all(
      pairs.map(async ({ host, of }, at) => {
        if (read[at]!.contact.is !== 'root' || !probing.on(of)) return;
        Object.assign(read[at]!.facts, await probe(spec, host, of, needed, signal));
      }),
    ),
    needed.has('doors') ? tryWays(spec, reached, signal) : new Map<string, CheckFacts['doors']>(),
  ]);
  return read.map(each => {
    const of = doors.get(each.host.name);
    return of === undefined ? each : { ...each, facts: { ...each.facts, doors: of } };
  });
}

/** All groups that cost nothing, in two round trips; then the clock, over a connection that is warm. */
async function readQuietly(
  spec: ResolvedSpec,
  host: Host,
  of: ResolvedHost,
  clock: Clock,
  signal: AbortSignal,
): Promise<CheckedHost> {
  const parts = {
    machine: MACHINE,
    identity: IDENTITY,
    listening: LISTENING,
    disks: DISKS,
    remains: REMAINS,
    software: SOFTWARE,
    filterRules: FILTER_RULES,
    network: networkOf(spec.endpoint.vip),
  } as const;
  try {
    const state = await host.read(hostState(of), signal);
    const names = Object.keys(parts) as (keyof typeof parts)[];
    const answers = await host.read(
      batch<unknown>('what checks need', names.map(name => parts[name]) as Part<unknown>[]),
      signal,
    );
    const facts = Object.fromEntries(names.map((name, at) => [name, answers[at]])) as Partial<CheckFacts>;
    return {
      host: of,
      contact: { is: 'root' },
      facts: {
        ...facts,
        state: { ...state, standing: standingOf(state, spec.name) },
        clock: await compareClocks(host, clock, signal),
      },
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BarqueError)) throw error;
    return { host: of, contact: contactOf(error.failure), facts: {} };
  }
}

/** The fastest of some is the most exact: what passes between question and answer is the doubt. */
const CLOCK_SAMPLES = [1, 2, 3];

async function compareClocks(host: Host, clock: Clock, signal: AbortSignal): Promise<CheckFacts['clock']> {
  let best = { aheadMs: 0, uncertainMs: Number.POSITIVE_INFINITY };
  for (const _sample of CLOCK_SAMPLES) {
    const [from, since] = [clock.now(), clock.monotonic()];
    const theirs = await host.read(HOST_CLOCK, signal);
    const uncertainMs = (clock.monotonic() - since) / 2;
    if (uncertainMs < best.uncertainMs) best = { aheadMs: theirs - (from + uncertainMs), uncertainMs };
  }
  return best;
}

/** What takes seconds, in two lines beside each other: one is busy with the disk, the other waits for packets. */
async function probe(
  spec: ResolvedSpec,
  host: Host,
  of: ResolvedHost,
  needed: ReadonlySet<Group>,
  signal: AbortSignal,
): Promise<Partial<CheckFacts>> {
  const addresses = [...new Set([spec.endpoint.vip, of.address, of.nodeAddress])];
  const lines = [
    { diskLatency: DISK_LATENCY, stalls: STALLS },
    { claimed: claimedAddresses(of.address, of.interface, addresses), adverts: heardAdverts(of.address) },
  ];
  const facts = await Promise.all(
    lines.map(async line => {
      const wanted = Object.entries(line).filter(([name]) => needed.has(name as Group));
      if (wanted.length === 0) return {};
      const answers = await softly(
        host.read(batch<unknown>('probes', wanted.map(([, part]) => part) as Part<unknown>[]), signal),
        signal,
      );
      return answers === null ? {} : Object.fromEntries(wanted.map(([name], at) => [name, answers[at]]));
    }),
  );
  return Object.assign({}, ...facts) as Partial<CheckFacts>;
}

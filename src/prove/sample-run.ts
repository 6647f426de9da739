/** One sample of a drill, for real: traffic and observers first, then the faults, then all is looked at again. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { BarqueError, messageOf } from '../base/errors.ts';
import { configMapsOf } from '../facts/now/objects.ts';
import { PODS } from '../facts/now/pods.ts';
import type { Door } from '../hosts/host.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { Status } from '../view/status.ts';
import { type Drill, lastsS, type Strike, strikes } from './drill.ts';
import { heldAt } from './judges/one-holder-address.ts';
import type { Machines } from './machines.ts';
import { watchArp } from './observers/arp.ts';
import { watchBackends } from './observers/backends.ts';
import { watchHolders } from './observers/holders.ts';
import { hostAt } from './places.ts';
import type {
  BackendState,
  Holding,
  PodSeen,
  Sample,
  TimelineEvent,
  TrafficHistory,
  Written,
} from './proof.ts';
import type { RecordedAttempt } from './traffic/driver.ts';
import { parseTraffic, type ReadHistory, splitByKind, within } from './traffic/history.ts';
import { type RunningTraffic, startTraffic } from './traffic/start.ts';
import { NAMESPACE, type OperatorTraffic, POD_RHYTHM, RHYTHM, type TrafficTask } from './traffic/task.ts';

export interface Proving {
  spec: ResolvedSpec;
  doors: readonly Door[];
  clock: Clock;
  /** PEM of the CA, and the administrator's identity; the latter null where there is no Kubernetes. */
  ca: string;
  identity: TrafficTask['identity'];
  /** Image of the pods of traffic inside the cluster, there on every node; null: it cannot be had. */
  podImage: string | null;
  /** Null: no power over machines here. */
  machines: Machines | null;
  /** What is wrong with the cluster now, in words; and the picture. */
  look(signal: AbortSignal): Promise<{ status: Status; problems: readonly string[] }>;
  /** Does it by a run of its own; milliseconds since the epoch at which it struck. */
  strikeProgram(
    host: string,
    strike: Strike & { by: 'program' },
    healsAfterS: number,
    signal: AbortSignal,
  ): Promise<number>;
  /** `to`: null, to whoever takes it. Milliseconds since the epoch at which the holder let go; null: it was there. */
  moveVip(to: string | null, signal: AbortSignal): Promise<number | null>;
  /** 0 to 1: the same for the same seed, so that a drill can be repeated as it was. */
  random(): number;
  /** What goes on, in words, for the person who waits. */
  say(what: string): void;
}

/** Milliseconds of quiet traffic before the fault: enough to know what is usual. */
const BEFORE_MS = 2000;
/** Milliseconds before the fault that are judged with it. */
const JUST_BEFORE_MS = 500;
/** Milliseconds: longer than the longest interval of adverts and checks. */
const PHASE_MS = 1000;
/** Milliseconds of traffic after all is well again. */
const AFTER_MS = 2000;
/** Milliseconds for the first success of each kind of traffic. */
const READY_MS = 30_000;
/** Milliseconds for the cluster to be whole again: a reboot, and a node that was given up, take less (trials). */
export const WHOLE_MS = 180_000;
/** Milliseconds between two looks at the whole cluster, which costs each host a tenth of a second. */
const LOOK_MS = 1500;
/** Milliseconds that a drill without a fault, or with one that is over at once, is watched on for what comes late. */
const LATE_MS = 1500;

/** `folder`: where the histories of this sample are kept; it must be empty. */
export async function runSample(
  proving: Proving,
  drill: Drill,
  nth: number,
  folder: string,
  signal: AbortSignal,
): Promise<Sample> {
  const { spec, doors, clock, say } = proving;
  await untilWhole(proving, signal, `before ${drill.id}`);
  const variant = drill.variants?.[(nth - 1) % drill.variants.length];
  if (variant !== undefined && spec.kubernetes !== null) await arrange(proving, variant.vipAt, signal);
  const { status } = await untilWhole(proving, signal, `before ${drill.id}`);
  const inside =
    proving.podImage === null ? null : { image: proving.podImage, node: askerOf(drill, spec, status) };

  const observing = new AbortController();
  const watching = AbortSignal.any([signal, observing.signal]);
  const balancers = doors.filter(({ host }) => hasRole(spec, host.name, 'load-balancer'));
  const heard: Holding[] = [];
  const backends: BackendState[] = [];
  const observed = Promise.all([
    watchArp(spec.endpoint.vip, spec.operatorNetns, watching),
    watchHolders(balancers, spec.endpoint.vip, heard, clock, watching),
    watchBackends(balancers, backends, clock, watching),
  ]);
  observed.catch(() => {});
  const timeline: TimelineEvent[] = [];
  const note = (is: TimelineEvent['is'], what: string, atMs = clock.now()) =>
    timeline.push({ atMs, is, what });
  const struck = new Set<string>();
  const struckMachines = new Map<string, { atMs: number; healedMs: number | null; off: boolean }>();
  let faultMs: number | null = null;
  let traffic: RunningTraffic[] = [];
  try {
    say('traffic');
    if (inside !== null) {
      const task = { ...taskOf(proving, 'reads', nth, folder), kind: 'pods' as const, ...POD_RHYTHM };
      traffic = [
        await startTraffic(
          { ...task, pods: inside, history: join(folder, 'pods.jsonl') },
          spec.operatorNetns,
        ),
      ];
      // Pods start first: their start is work for every node.
      await ready(traffic, clock, signal);
    }
    const podsBefore = await podsNow(proving, signal);
    const scene = { spec, status, serving: servingIn(podsBefore) };
    const outside = await Promise.all(
      kindsOf(spec).map(kind => startTraffic(taskOf(proving, kind, nth, folder), spec.operatorNetns)),
    );
    traffic = [...traffic, ...outside];
    await ready(outside, clock, signal);
    const startMs = clock.now();
    // Faults know nothing of our timers: they come at any phase of them.
    await clock.sleep(BEFORE_MS + proving.random() * PHASE_MS, signal);

    const healAll = async () => {
      for (const [host, machine] of struckMachines) {
        if (machine.healedMs !== null) continue;
        say(`heals ${host}`);
        machine.healedMs = clock.now();
        await proving.machines!.heal(host, signal);
        note('heal', `${host} is as before`);
      }
    };
    try {
      for (const [at, act] of drill.acts.entries()) {
        if (act.is === 'hold') await clock.sleep(act.ms, signal);
        else if (act.is === 'heal') await healAll();
        else if (act.is === 'whole') await untilWhole(proving, signal, `in ${drill.id}`);
        else {
          const host = hostAt(act.on, scene);
          if (host === null) throw noPlace(drill, act.on);
          const words = wordsOf(act.strike, host);
          say(words);
          const atMs = await strike(proving, act.strike, host, lastsS(drill, at), signal);
          struck.add(host);
          if (act.strike.by === 'machine')
            struckMachines.set(host, { atMs, healedMs: null, off: act.strike.fault === 'power-cut' });
          faultMs ??= atMs;
          note('fault', words, atMs);
        }
      }
    } finally {
      // Whatever happened to us: what we broke, we mend.
      if ([...struckMachines.values()].some(({ healedMs }) => healedMs === null))
        await healAllQuietly(proving, struckMachines);
    }
    // When the last machine was let go, not when it had come back: what its return costs is another matter.
    const healed = [...struckMachines.values()].flatMap(each => each.healedMs ?? []);
    const healedMs = healed.length > 0 ? Math.max(...healed) : clock.now();
    await clock.sleep(LATE_MS, signal);
    say('until it is served as before');
    await servedAgain({ spec, heard, backends }, clock, signal);
    const servedMs = clock.now();
    note('note', 'every balancer has every server');
    await clock.sleep(AFTER_MS, signal);
    const endMs = clock.now();
    await Promise.all(traffic.map(each => each.stop()));
    observing.abort();
    const [arp] = await observed;
    // Looking at everything loads every host, so it comes when nothing is measured any more.
    say('until it is whole again');
    const whole = await whenWhole(proving, WHOLE_MS, signal);
    const wholeMs = whole.atMs === null ? null : whole.isFirst ? servedMs : whole.atMs;
    if (wholeMs !== null) note('whole', 'whole again', wholeMs);
    const holdings = heard.map(holding => withoutDead(holding, struckMachines.get(holding.host)));
    // What the way to the fault costs this machine is nobody's outage.
    const fromMs = Math.max(startMs, (faultMs ?? startMs) - JUST_BEFORE_MS);
    const read = await Promise.all(traffic.map(({ kind }) => historyOf(folder, kind)));
    const histories = read
      .flatMap(splitByKind)
      .map(history => within(history, { fromMs, toMs: endMs, judgedToMs: healedMs }));
    const podsAfter = await podsNow(proving, signal);
    return {
      nth,
      variant: variant?.id ?? '',
      struck: [...struck].sort(),
      startMs: fromMs,
      faultMs: faultMs ?? startMs + BEFORE_MS,
      healedMs,
      endMs,
      traffic: histories as TrafficHistory[],
      observed: { holdings, arp, backends },
      written: await writtenOf(proving, read, signal),
      wholeMs,
      problems: whole.problems,
      pods: podsBefore === null || podsAfter === null ? null : { before: podsBefore, after: podsAfter },
      timeline: [...timeline, ...movesOf(holdings), ...changesOf(backends)]
        .filter(({ atMs }) => atMs >= fromMs)
        .sort((a, b) => a.atMs - b.atMs),
    };
  } finally {
    observing.abort();
    await Promise.all(traffic.map(each => each.stop()));
  }
}

/** The node of the pod that asks: one that the drill does not strike, a worker where there is one. */
function askerOf(drill: Drill, spec: ResolvedSpec, status: Status): string {
  const places = strikes(drill).map(({ on }) => on);
  const struck = places.map(place => hostAt(place, { spec, status, serving: [] }));
  const free = spec.hosts.filter(({ name }) => !struck.includes(name));
  const isWorker = ({ roles }: (typeof free)[number]) =>
    roles.includes('worker') && !roles.includes('control-plane');
  const isPlane = ({ roles }: (typeof free)[number]) => roles.includes('control-plane');
  const worker = places.includes('worker') ? undefined : free.find(isWorker);
  return (worker ?? free.find(isPlane) ?? spec.hosts[0]!).name;
}

/** Hosts of the Service's pods. */
function servingIn(pods: readonly PodSeen[] | null): string[] {
  return (pods ?? []).filter(({ name }) => name.startsWith(`${NAMESPACE}/hello-`)).map(({ node }) => node);
}

function kindsOf(spec: ResolvedSpec): OperatorTraffic[] {
  const all = Object.keys(RHYTHM) as OperatorTraffic[];
  return spec.kubernetes === null
    ? all.filter(kind => kind === 'newConnections' || kind === 'patientConnections')
    : all;
}

function taskOf(
  { spec, ca, identity, clock }: Proving,
  kind: OperatorTraffic,
  nth: number,
  folder: string,
): TrafficTask {
  return {
    kind,
    host: spec.endpoint.vip,
    port: spec.endpoint.port,
    path: kind === 'reads' ? '/api/v1/namespaces/kube-system' : spec.loadBalancer.healthPath,
    ca,
    identity: kind === 'newConnections' || kind === 'patientConnections' ? null : identity,
    ...RHYTHM[kind],
    namespace: NAMESPACE,
    pods: null,
    prefix: `s${nth}-${clock.now().toString(36)}`,
    history: join(folder, `${kind}.jsonl`),
  };
}

/** Removes what the writes have made, as far as the API answers; also after Ctrl-C. */
export async function cleanUp(proving: Proving, folder: string): Promise<void> {
  const history = join(folder, `clean-up-${proving.clock.now()}.jsonl`);
  const task = { ...taskOf(proving, 'writes', 0, folder), kind: 'cleanUp' as const, history };
  const running = await startTraffic(task, proving.spec.operatorNetns);
  await running.ready.catch(() => {});
  await running.stop();
  await rm(history, { force: true });
}

async function ready(traffic: readonly RunningTraffic[], clock: Clock, signal: AbortSignal): Promise<void> {
  const late = new AbortController();
  const timer = clock.sleep(READY_MS, AbortSignal.any([signal, late.signal])).then(() => {
    throw new BarqueError({
      domain: 'timeout',
      attempted: 'make traffic before the drill',
      cameBack: `not every kind of it had a success within ${READY_MS / 1000} s`,
      next: 'See whether the endpoint can be reached from here: barque probe',
    });
  });
  try {
    await Promise.race([Promise.all(traffic.map(each => each.ready)), timer]);
  } finally {
    late.abort();
    timer.catch(() => {});
  }
}

async function strike(
  { machines, strikeProgram, moveVip, clock }: Proving,
  what: Strike,
  host: string,
  healsAfterS: number,
  signal: AbortSignal,
): Promise<number> {
  switch (what.by) {
    case 'machine':
      return await machines!.strike(host, what.fault, signal);
    case 'program':
      return await strikeProgram(host, what, Math.max(1, healsAfterS), signal);
    case 'hand-over':
      return (await moveVip(null, signal)) ?? clock.now();
  }
}

async function healAllQuietly(
  { machines, say }: Proving,
  struck: ReadonlyMap<string, { healedMs: number | null }>,
): Promise<void> {
  for (const [host, { healedMs }] of struck) {
    if (healedMs !== null) continue;
    say(`heals ${host}`);
    await machines!
      .heal(host, new AbortController().signal)
      .catch(error => say(`${host}: ${messageOf(error)}`));
  }
}

/** A machine without power has no kernel that could hold an address, whatever its last word was. */
function withoutDead(
  holding: Holding,
  struck: { atMs: number; healedMs: number | null; off: boolean } | undefined,
): Holding {
  if (struck === undefined || !struck.off || !heldAt(holding, struck.atMs)) return holding;
  const before = holding.changes.filter(({ atMs }) => atMs <= struck.atMs);
  const [next, ...after] = holding.changes.filter(({ atMs }) => atMs > struck.atMs);
  // Its first word after the boot mostly says what the dead machine could not.
  const later = next === undefined || !next.held ? after : [next, ...after];
  return { ...holding, changes: [...before, { atMs: struck.atMs, held: false }, ...later] };
}

async function historyOf(folder: string, kind: string): Promise<ReadHistory> {
  const history = parseTraffic(await readFile(join(folder, `${kind}.jsonl`), 'utf8'));
  if (history !== null) return history;
  throw new BarqueError({
    domain: 'bug',
    attempted: 'read the history of the traffic',
    where: join(folder, `${kind}.jsonl`),
    cameBack: 'it is none',
  });
}

/** What the API refused outright was not written; what it did not answer, or answered with its own failure, is unknown. */
const REFUSALS = /^status:4\d\d$/;

async function writtenOf(
  proving: Proving,
  histories: readonly ReadHistory[],
  signal: AbortSignal,
): Promise<Written | null> {
  const attempts = histories.find(({ kind }) => kind === 'writes')?.attempts;
  if (attempts === undefined) return null;
  const names = (wanted: (attempt: RecordedAttempt) => boolean) =>
    attempts.filter(wanted).flatMap(({ name }) => name ?? []);
  return {
    acknowledged: names(({ ok }) => ok),
    unknown: names(({ ok, error }) => !ok && !REFUSALS.test(error ?? '')),
    found: (await onPlane(proving, configMapsOf(NAMESPACE), signal)) ?? [],
  };
}

async function podsNow(proving: Proving, signal: AbortSignal): Promise<PodSeen[] | null> {
  return proving.spec.kubernetes === null ? null : await onPlane(proving, PODS, signal);
}

/** The first control plane that answers with something. */
async function onPlane<T>(
  { spec, doors }: Proving,
  reading: Parameters<Door['host']['read']>[0] & { parse(stdout: string): T | null },
  signal: AbortSignal,
): Promise<T | null> {
  for (const { host } of doors) {
    if (!hasRole(spec, host.name, 'control-plane')) continue;
    try {
      const answer = (await host.read(reading, signal)) as T | null;
      if (answer !== null) return answer;
    } catch (error) {
      if (!(error instanceof BarqueError)) throw error;
    }
  }
  return null;
}

async function arrange(
  proving: Proving,
  vipAt: 'etcd-leader' | 'not-etcd-leader',
  signal: AbortSignal,
): Promise<void> {
  const { status } = await proving.look(signal);
  const [holder] = status.vip.holders;
  const leader = status.etcd?.leader ?? null;
  const isSo = vipAt === 'etcd-leader' ? holder === leader : holder !== leader;
  if (isSo || leader === null) return;
  const isBalancer = hasRole(proving.spec, leader, 'load-balancer');
  if (vipAt === 'etcd-leader' && !isBalancer) return;
  proving.say('moves the VIP for this sample');
  await proving.moveVip(vipAt === 'etcd-leader' ? leader : null, signal);
}

async function untilWhole(proving: Proving, signal: AbortSignal, when: string): Promise<{ status: Status }> {
  const { atMs, problems, status } = await whenWhole(proving, WHOLE_MS, signal);
  if (atMs !== null) return { status };
  throw new BarqueError({
    domain: 'check',
    attempted: `have the cluster whole ${when}`,
    cameBack: problems.join('\n'),
    next: 'No drill is begun on a cluster that is not whole. See what is wrong: barque status',
  });
}

/** `atMs`: when the look began that found nothing wrong. `isFirst`: it had been so before. */
async function whenWhole(
  { look, clock }: Proving,
  patienceMs: number,
  signal: AbortSignal,
): Promise<{ atMs: number | null; isFirst: boolean; problems: readonly string[]; status: Status }> {
  const end = clock.monotonic() + patienceMs;
  for (let isFirst = true; ; isFirst = false) {
    const atMs = clock.now();
    const { status, problems } = await look(signal);
    if (problems.length === 0) return { atMs, isFirst, problems, status };
    if (clock.monotonic() >= end) return { atMs: null, isFirst, problems, status };
    await clock.sleep(LOOK_MS, signal);
  }
}

/** By what the observers hear, which costs nothing: one balancer has the VIP, and each has every server. In vain after a time. */
async function servedAgain(
  {
    spec,
    heard,
    backends,
  }: { spec: ResolvedSpec; heard: readonly Holding[]; backends: readonly BackendState[] },
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const end = clock.monotonic() + WHOLE_MS;
  const isServed = () => {
    const now = clock.now();
    const isHeld = heard.filter(holding => heldAt(holding, now)).length === 1;
    return (
      isHeld &&
      heard.every(({ host }) => {
        const last = backends.findLast(({ balancer }) => balancer === host);
        return last?.up?.length === spec.loadBalancer.backends.length;
      })
    );
  };
  while (!isServed() && clock.monotonic() < end) await clock.sleep(SERVED_MS, signal);
}

/** Milliseconds between two looks at what the observers have heard. */
const SERVED_MS = 100;

function movesOf(holdings: Sample['observed']['holdings']): TimelineEvent[] {
  return holdings.flatMap(({ host, changes }) =>
    changes.map(({ atMs, held }) => ({
      atMs,
      is: 'vip' as const,
      what: held ? `${host} has the VIP` : `${host} has it no more`,
    })),
  );
}

function changesOf(backends: Sample['observed']['backends']): TimelineEvent[] {
  const last = new Map<string, string>();
  return backends.flatMap(({ atMs, balancer, up }) => {
    const now =
      up === null ? 'does not answer' : up.length === 0 ? 'no server is up' : `up: ${up.join(', ')}`;
    const isFirst = !last.has(balancer);
    last.set(balancer, now);
    return isFirst ? [] : [{ atMs, is: 'backend' as const, what: `HAProxy of ${balancer}: ${now}` }];
  });
}

function hasRole(
  spec: ResolvedSpec,
  name: string,
  role: ResolvedSpec['hosts'][number]['roles'][number],
): boolean {
  return spec.hosts.some(host => host.name === name && host.roles.includes(role));
}

function wordsOf(strike: Strike, host: string): string {
  switch (strike.by) {
    case 'machine':
      return `${strike.fault} of ${host}`;
    case 'program':
      return `${strike.act} ${strike.program.replace(/\.service$/, '')} on ${host}`;
    case 'hand-over':
      return `${host} hands the VIP over`;
  }
}

function noPlace({ id }: Drill, place: string): BarqueError {
  return new BarqueError({
    domain: 'check',
    attempted: `run the drill ${id}`,
    cameBack: `no host is the ${place} now`,
    next: 'See barque status.',
  });
}

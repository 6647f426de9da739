/** One sample of a drill, for real: traffic and observers first, then the faults, then all is looked at again. */
import { join } from 'node:path';
import { BarqueError, messageOf } from '../base/errors.ts';
import type { FaultAct } from '../plan/verbs/fault-inject.ts';
import { type Drill, lastsS, type Strike } from './drill.ts';
import { podsNow, servingIn, withoutDead, writtenOf } from './evidence.ts';
import { watchArp } from './observers/arp.ts';
import { watchBackends } from './observers/backends.ts';
import { watchHolders } from './observers/holders.ts';
import { hostAt } from './places.ts';
import type { BackendState, Holding, Sample, TimelineEvent, TrafficHistory } from './proof.ts';
import { hasRole, type Proving } from './proving.ts';
import { askerOf, historyOf, kindsOf, ready, taskOf } from './sample-traffic.ts';
import { changesOf, movesOf, wordsOf } from './timeline.ts';
import { splitByKind, within } from './traffic/history.ts';
import { type RunningTraffic, startTraffic } from './traffic/start.ts';
import { POD_RHYTHM } from './traffic/task.ts';
import { arrange, servedAgain, untilWhole, WHOLE_MS, whenWhole } from './whole.ts';

/** Milliseconds of quiet traffic before the fault: enough to know what is usual. */
const BEFORE_MS = 2000;

/** Milliseconds before the fault that are judged with it. */
const JUST_BEFORE_MS = 500;

/** Milliseconds: longer than the longest interval of adverts and checks. */
const PHASE_MS = 1000;

/** Milliseconds of traffic after all is well again. */
const AFTER_MS = 2000;

/** Milliseconds that a drill without a fault, or with one that is over at once, is watched on for what comes late. */
const LATE_MS = 1500;

/** What `fault.inject` arms a timer for. */
const HEALED_BY_HOST: readonly FaultAct[] = ['freeze', 'stop'];

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
  // Servers that are no Kubernetes have no etcd to be there or not.
  const variants = spec.kubernetes === null ? [] : (drill.variants ?? []);
  const variant = variants[(nth - 1) % variants.length];
  if (variant !== undefined) await arrange(proving, variant.vipAt, signal);
  const { status } = await untilWhole(proving, signal, `before ${drill.id}`);
  const inside =
    proving.podImage === null
      ? null
      : {
          image: proving.podImage,
          node: askerOf(drill, spec, status),
          path: spec.loadBalancer.healthPath,
        };

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
  const letGoMs: number[] = [];
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
        const letGoMs = clock.now();
        await proving.machines!.heal(host, signal);
        machine.healedMs = letGoMs;
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
          // The host's own timer lets it go, and we hear of it later; what was killed is let go by nobody.
          if (act.strike.by === 'program' && HEALED_BY_HOST.includes(act.strike.act))
            letGoMs.push(atMs + lastsS(drill, at) * 1000);
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
    const healed = [...letGoMs, ...[...struckMachines.values()].flatMap(each => each.healedMs ?? [])];
    const healedMs = healed.length > 0 ? Math.max(...healed) : clock.now();
    await clock.sleep(LATE_MS, signal);
    say('until it is served as before');
    await servedAgain({ spec, heard, backends }, clock, signal);
    const servedMs = clock.now();
    note('note', 'every balancer has every server');
    await clock.sleep(AFTER_MS, signal);
    const endMs = clock.now();
    const ends = await Promise.all(traffic.map(async ({ kind, stop }) => ({ kind, why: await stop() })));
    const broken = ends.flatMap(({ kind, why }) => (why === null ? [] : [`${kind}: ${why}`]));
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
      broken,
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

function noPlace({ id }: Drill, place: string): BarqueError {
  return new BarqueError({
    domain: 'check',
    attempted: `run the drill ${id}`,
    cameBack: `no host is the ${place} now`,
    next: 'See barque status.',
  });
}

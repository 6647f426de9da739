/** One sample of a drill, for real: traffic and observers first, then the faults, then all is looked at again. */
import { join } from 'node:path';
import { act, hitsOf } from './acts.ts';
import {
  backendByOurs,
  between,
  type Clocks,
  compareClocks,
  doubts,
  historyByOurs,
  holdingByOurs,
  momentOf,
  setSince,
} from './clocks.ts';
import type { Drill } from './drill.ts';
import { podsNow, servingIn, withoutDead, writtenOf } from './evidence.ts';
import { startObserving } from './observers/observing.ts';
import { POD_KINDS, type Sample, type TimelineEvent, type TrafficHistory } from './proof.ts';
import { hasRole, type Proving } from './proving.ts';
import { askerOf, historyOf, kindsOf, ready, removeWritten, taskOf } from './sample-traffic.ts';
import { changesOf, movesOf } from './timeline.ts';
import { splitByKind, within } from './traffic/history.ts';
import { type RunningTraffic, startTraffic } from './traffic/start.ts';
import { POD_RHYTHM, type TrafficTask } from './traffic/task.ts';
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

export interface Asked {
  drill: Drill;
  nth: number;
  /** Where the histories of this sample are kept; it must be empty. */
  folder: string;
  /** 0 to 1: where in the phase of the timers the fault comes. */
  phase: number;
}

export type Taken =
  | { is: 'sample'; sample: Sample }
  /** What the fault is meant for was elsewhere by then; nothing was struck. */
  | { is: 'moved'; because: string };

export async function runSample(
  proving: Proving,
  { drill, nth, folder, phase }: Asked,
  signal: AbortSignal,
): Promise<Taken> {
  const { spec, doors, clock, say } = proving;
  await untilWhole(proving, signal, `before ${drill.id}`);
  // Servers that are no Kubernetes have no etcd to be there or not.
  const variants = spec.kubernetes === null ? [] : (drill.variants ?? []);
  const variant = variants[(nth - 1) % variants.length];
  if (variant !== undefined) await arrange(proving, variant.vipAt, signal);
  const { status } = await untilWhole(proving, signal, `before ${drill.id}`);
  const asker = askerOf(drill, spec, status);
  const inside =
    proving.podImage === null
      ? null
      : { image: proving.podImage, node: asker, path: spec.loadBalancer.healthPath };
  // Machines that are ours to break have our clock.
  const clocksNow = async (): Promise<Clocks> =>
    proving.machines === null ? await compareClocks(doors, clock, signal) : new Map();
  const clocksBefore = await clocksNow();
  const began = momentOf(clock);

  const balancers = doors.filter(({ host }) => hasRole(spec, host.name, 'load-balancer'));
  const observing = startObserving(balancers, spec.endpoint.vip, spec.operatorNetns, clock, signal);
  const { heard, backends } = observing;
  const timeline: TimelineEvent[] = [];
  const note = (is: TimelineEvent['is'], what: string, atMs = clock.now()) => {
    timeline.push({ atMs, is, what });
  };
  let traffic: RunningTraffic[] = [];
  let writes: TrafficTask | undefined;
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
    const tasks = kindsOf(spec).map(kind => taskOf(proving, kind, nth, folder));
    writes = tasks.find(({ kind }) => kind === 'writes');
    const outside = await Promise.all(tasks.map(task => startTraffic(task, spec.operatorNetns)));
    traffic = [...traffic, ...outside];
    await ready(outside, clock, signal);
    const startMs = clock.now();
    // Faults know nothing of our timers: they come at any phase of them.
    await clock.sleep(BEFORE_MS + phase * PHASE_MS, signal);
    const acted = await act({ proving, drill, scene, heard, clocks: clocksBefore, note }, signal);
    if (acted.is === 'moved') return acted;
    const { struck } = acted;
    await clock.sleep(LATE_MS, signal);
    say('until it is served as before');
    const isServed = await servedAgain({ spec, heard, backends }, clock, signal);
    const servedMs = clock.now();
    if (isServed) note('note', 'every balancer has every server');
    await clock.sleep(AFTER_MS, signal);
    const endMs = clock.now();
    const ends = await Promise.all(traffic.map(async ({ kind, stop }) => ({ kind, why: await stop() })));
    const { arp, broken } = await observing.stop();
    // Looking at everything loads every host, so it comes when nothing is measured any more.
    say('until it is whole again');
    const whole = await whenWhole(proving, WHOLE_MS, signal);
    const wholeMs = whole.atMs === null ? null : whole.isFirst && isServed ? servedMs : whole.atMs;
    if (wholeMs !== null) note('whole', 'whole again', wholeMs);
    const clocks = between(clocksBefore, await clocksNow());
    const hits = hitsOf(struck, acted.endMs, endMs);
    const faultMs = hits[0]?.atMs ?? startMs + BEFORE_MS;
    // When the last one was let go, not when it had come back: what its return costs is another matter.
    const healed = struck.flatMap(({ healedMs }) => healedMs ?? []);
    const healedMs = healed.length > 0 ? Math.max(...healed) : acted.endMs;
    const judgedToMs = healed.length > 0 ? healedMs : endMs;
    const holdings = heard.map(holding =>
      withoutDead(
        holdingByOurs(holding, clocks),
        struck.find(({ host, off }) => off && host === holding.host),
      ),
    );
    const states = backends.map(state => backendByOurs(state, clocks));
    // What the way to the fault costs this machine is nobody's outage.
    const fromMs = hits.length === 0 ? startMs : Math.max(startMs, faultMs - JUST_BEFORE_MS);
    const read = await Promise.all(traffic.map(({ kind }) => historyOf(folder, kind)));
    const isInside = (kind: string) => (POD_KINDS as readonly string[]).includes(kind);
    const histories = read
      .flatMap(splitByKind)
      .map(history => (isInside(history.kind) ? historyByOurs(history, asker, clocks) : history))
      .map(history => within(history, { fromMs, toMs: endMs, judgedToMs }));
    const podsAfter = await podsNow(proving, signal);
    const written = await writtenOf(proving, read, signal);
    const sample: Sample = {
      nth,
      oneMachine: proving.machines !== null,
      setMs: setSince(began, clock),
      variant: acted.variant,
      struck: [...new Set(hits.map(({ host }) => host))].sort(),
      hits,
      startMs: fromMs,
      faultMs,
      healedMs,
      judgedToMs,
      endMs,
      traffic: histories as TrafficHistory[],
      broken: [
        ...ends.flatMap(({ kind, why }) => (why === null ? [] : [`${kind}: ${why}`])),
        ...broken,
        ...doubts(clocks),
        ...(isServed || wholeMs === null
          ? []
          : ['status called the cluster whole, and the observers never heard that it was served as before']),
      ],
      observed: { holdings, arp, backends: states },
      written,
      wholeMs,
      problems: whole.problems,
      pods: podsBefore === null || podsAfter === null ? null : { before: podsBefore, after: podsAfter },
      timeline: [...timeline, ...movesOf(holdings), ...changesOf(states)]
        .filter(({ atMs }) => atMs >= fromMs)
        .sort((a, b) => a.atMs - b.atMs),
    };
    return { is: 'sample', sample };
  } finally {
    observing.stop().catch(() => {});
    await Promise.all(traffic.map(each => each.stop()));
    // Else they begin each watch of the next samples. After Ctrl-C all goes together (prove.ts).
    if (writes !== undefined && !signal.aborted) await removeWritten(writes, proving, folder);
  }
}

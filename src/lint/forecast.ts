/** What the files promise without knowing it: the outage of each fault by the equations that Barque itself uses. */
import { HOOK_MS } from '../failover/equations.ts';
import type { FailoverModel } from '../failover/model.ts';
import { predict } from '../failover/predict.ts';
import { backsOf } from './backs.ts';
import type { LintModel } from './finding.ts';
import { serviceTrackers } from './findings/trackers.ts';
import {
  type Assumption,
  type Forecast,
  modelOf,
  type Never,
  type Predicted,
  STALL_MS,
} from './forecast-model.ts';
import { ofBack } from './forecast-servers.ts';
import { get, type Instance, secondsMs, type Tracker } from './keepalived.ts';
import { commandOf, scriptTiming, seesProcessOnly } from './script-timing.ts';

/** From a process's death to Keepalived's knowing: 20–40 ms measured with the takeover (research, 1, item 1). */
const PROCESS_EVENT_MS = 20;

/** One for each group of hosts that carry a VIP together, then one for each backend. */
export function forecast(model: LintModel): Forecast[] {
  const all = [
    ...model.groups.filter(([first]) => (first?.vips.length ?? 0) > 0).map(group => ofGroup(group, model)),
    ...backsOf(model.haproxy).map(ofBack),
  ];
  // Hosts that have the same file promise the same.
  const same = new Map<string, Forecast>();
  for (const { files, ...rest } of all) {
    const key = JSON.stringify({
      ...rest,
      faults: rest.faults.map(({ fault, ms, never }) => [fault, String(ms), never]),
    });
    same.set(key, { ...rest, files: [...(same.get(key)?.files ?? []), ...files] });
  }
  return [...same.values()];
}

function ofGroup(group: readonly Instance[], model: LintModel): Forecast {
  const [first] = group;
  const { priorities, assumed } = prioritiesOf(group);
  const vrrp: FailoverModel['vrrp'] = {
    version: first!.version,
    advertMs: Math.max(...group.map(({ advertMs }) => advertMs)),
    downAdverts: Math.max(...group.map(({ downAdverts }) => downAdverts)),
    priorities,
  };
  // Whoever holds the VIP, so the slowest of all.
  const holders = group.map(instance => ofHolder(instance, group, vrrp));
  const files = [...new Set(group.map(({ file }) => file))];
  const plain = predict(modelOf(vrrp));
  const conditions = model.keepalived
    .filter(({ file }) => files.includes(file))
    .flatMap(({ file, conditional }) =>
      conditional.slice(0, 1).map(({ line }): Assumption => ({ is: 'conditions', file, line })),
    );
  const balances = model.keepalived.some(each => each.balances && files.includes(each.file));
  return {
    about: 'vip',
    name: [...new Set(group.flatMap(({ vips }) => vips.map(({ address }) => address)))].join(', '),
    files,
    faults: [
      { fault: 'power-loss', ms: plain.powerLossMs, never: null },
      { fault: 'power-loss-kernel', ms: plain.powerLossKernelMs, never: null },
      ...(balances
        ? []
        : [slowest(holders.map(({ crash }) => crash)), slowest(holders.map(({ hang }) => hang))]),
      { fault: 'hand-over', ms: plain.handOverMs, never: null },
    ],
    assumed: [
      ...assumed,
      ...different(holders.flatMap(holder => holder.assumed)),
      ...conditions,
      { is: 'stalls', ms: STALL_MS },
    ],
  };
}

/** Of all hosts of a group; those of which no file is given have the priority of the first. */
function prioritiesOf(group: readonly Instance[]): { priorities: number[]; assumed: Assumption[] } {
  const known = group.map(({ priority }) => priority);
  const priority = Math.min(...known);
  const listed = new Set(group.flatMap(({ peers }) => (peers ?? []).map(({ address }) => address)));
  for (const { sourceAddress } of group) listed.delete(sourceAddress ?? '');
  // Without source addresses the given files are some of the listed ones.
  const nameless = group.filter(({ sourceAddress }) => sourceAddress === null).length;
  const count = Math.max(0, listed.size - (group.length > 1 ? nameless : 0));
  if (count > 0) {
    return {
      priorities: [...known, ...Array<number>(count).fill(priority)],
      assumed: [{ is: 'peers-not-given', count, priority }],
    };
  }
  if (group.length > 1) return { priorities: known, assumed: [] };
  return { priorities: [...known, priority], assumed: [{ is: 'second-host', priority }] };
}

interface Holder {
  crash: Predicted;
  hang: Predicted;
  assumed: Assumption[];
}

/** The quickest tracker counts. */
function ofHolder(instance: Instance, group: readonly Instance[], vrrp: FailoverModel['vrrp']): Holder {
  const crash: Predicted[] = [];
  const hang: Predicted[] = [];
  const assumed: Assumption[] = [];
  for (const tracker of serviceTrackers(instance)) {
    if (tracker.definition === null) continue;
    const never = neverOf(tracker, instance, group);
    const notice = noticeOf(tracker, assumed);
    const delayMs = tracker.weight === 0 ? 0 : instance.preemptDelayMs;
    const model: FailoverModel = {
      ...modelOf(vrrp),
      tracking: tracker.weight === 0 ? 'fault' : 'weight',
      crashNoticeMs: notice.crashMs + delayMs,
      check: notice.check,
    };
    const { haproxyCrashMs, haproxyHangMs } = predict(model);
    const infinite = Number.POSITIVE_INFINITY;
    crash.push({ fault: 'haproxy-crash', ms: never === null ? haproxyCrashMs : infinite, never });
    if (notice.check !== null) {
      hang.push({ fault: 'haproxy-hang', ms: never === null ? haproxyHangMs + delayMs : infinite, never });
    }
  }
  return {
    crash: quickest(crash, { fault: 'haproxy-crash', ms: Number.POSITIVE_INFINITY, never: 'no-tracker' }),
    hang: quickest(hang, {
      fault: 'haproxy-hang',
      ms: Number.POSITIVE_INFINITY,
      never: 'no-check-for-hangs',
    }),
    assumed,
  };
}

/** How soon a tracker knows of a crash, milliseconds, and by which check of a hang; null: never. */
function noticeOf(
  { kind, name, definition }: Tracker,
  assumed: Assumption[],
): { crashMs: number; check: FailoverModel['check'] } {
  const lines = definition?.block ?? [];
  if (kind === 'script') {
    const timing = scriptTiming(definition!);
    const command = commandOf(definition!);
    // A check of something dead fails at once: only the turns have to be waited for.
    const crashMs = timing.intervalMs * timing.fall;
    if (seesProcessOnly(command)) return { crashMs, check: null };
    assumed.push({ is: 'script-asks-haproxy', command });
    return { crashMs, check: timing };
  }
  if (kind === 'process') {
    const delay = secondsMs((get(lines, 'terminate_delay') ?? get(lines, 'delay'))?.words[1]) ?? 0;
    return { crashMs: PROCESS_EVENT_MS + delay, check: null };
  }
  assumed.push({ is: 'track-file-is-written', name });
  return { crashMs: HOOK_MS, check: null };
}

function neverOf({ weight }: Tracker, instance: Instance, group: readonly Instance[]): Never | null {
  if (weight === 0) return null;
  if (instance.nopreempt) return 'weight-with-nopreempt';
  const others = group.filter(each => each !== instance).map(({ priority }) => priority);
  if (others.length === 0) return null;
  return instance.priority - Math.abs(weight) >= Math.max(...others) ? 'weight-within-gap' : null;
}

function quickest(found: readonly Predicted[], otherwise: Predicted): Predicted {
  return [...found].sort((one, other) => byTime(one, other))[0] ?? otherwise;
}

function slowest(found: readonly Predicted[]): Predicted {
  return [...found].sort((one, other) => byTime(other, one))[0]!;
}

/** Infinity minus infinity is no number. */
function byTime({ ms: one }: Predicted, { ms: other }: Predicted): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function different(assumed: readonly Assumption[]): Assumption[] {
  const seen = new Map(assumed.map(each => [JSON.stringify(each), each]));
  return [...seen.values()];
}

/** What the files promise without knowing it: the outage of each fault by the equations that Barque itself uses. */
import { HOOK_MS } from '../failover/equations.ts';
import type { FailoverModel } from '../failover/model.ts';
import { predict } from '../failover/predict.ts';
import { PROFILES } from '../failover/profiles.ts';
import { termsOf, totalMs } from '../failover/terms.ts';
import { type Back, backsOf, checkOf } from './backs.ts';
import { type CheckTiming, checkTiming, lossTiming } from './check-timing.ts';
import type { LintModel } from './finding.ts';
import { serviceTrackers } from './findings/trackers.ts';
import { enabled, find, type Setting, timeoutMs } from './haproxy.ts';
import { get, type Instance, integer, secondsMs, type Tracker } from './keepalived.ts';
import { commandOf, scriptTiming, seesProcessOnly } from './script-timing.ts';

/** `kernel`: seen by a client with the kernel's own timers. `wait`: of a new connection to a vanished server. */
export type ForecastFault =
  | 'power-loss'
  | 'power-loss-kernel'
  | 'haproxy-crash'
  | 'haproxy-hang'
  | 'hand-over'
  | 'server-crash'
  | 'server-power-loss'
  | 'server-hang'
  | 'server-wait';

/** Why something never ends by itself. */
export type Never =
  | 'no-tracker'
  | 'no-check-for-hangs'
  | 'weight-with-nopreempt'
  | 'weight-within-gap'
  | 'one-server'
  | 'no-check'
  | 'check-only-connects'
  | 'no-connect-timeout';

export interface Predicted {
  fault: ForecastFault;
  /** At most; infinity where nothing ends it. */
  ms: number;
  never: Never | null;
}

/** What the files do not tell, and is taken for true. */
export type Assumption =
  | { is: 'peers-not-given'; count: number; priority: number }
  | { is: 'second-host'; priority: number }
  | { is: 'script-asks-haproxy'; command: string }
  | { is: 'track-file-is-written'; name: string }
  | { is: 'stalls'; ms: number }
  | { is: 'conditions'; file: string; line: number };

export interface Forecast {
  about: 'vip' | 'servers';
  /** The addresses, or the backend. */
  name: string;
  files: readonly string[];
  faults: readonly Predicted[];
  assumed: readonly Assumption[];
}

/** Files do not tell on which machines they lie: virtual ones are the most common (PROFILES, `auto`). */
const STALL_MS = PROFILES.virtual.stallMs;

/** From a process's death to Keepalived's knowing: 20–40 ms measured with the takeover (research, 1, item 1). */
const PROCESS_EVENT_MS = 20;

/** Enough of a backend for the equations of balancers, which do not look at it. */
const NO_BACKEND: FailoverModel['backend'] = {
  interMs: Number.POSITIVE_INFINITY,
  fastInterMs: 0,
  fall: 1,
  checkTimeoutMs: 0,
  connectTimeoutMs: Number.POSITIVE_INFINITY,
};

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

function modelOf(vrrp: FailoverModel['vrrp']): FailoverModel {
  return {
    vrrp,
    check: null,
    backend: NO_BACKEND,
    crashNoticeMs: Number.POSITIVE_INFINITY,
    stallMs: STALL_MS,
  };
}

function ofBack({ view, back }: Back): Forecast {
  const redispatch = redispatchOf(back.settings);
  const checks = back.servers.map(server => ({
    check: checkOf(back, server),
    timing: checkTiming(back, server),
  }));
  const alone = enabled(back.servers).length < 2 && back.servers.every(({ template }) => !template);
  const unchecked = checks.some(({ check }) => check.is === 'none');
  const connects = checks.some(({ check }) => check.is === 'tcp');
  // Terms of balancers are not asked for; any two will do.
  const vrrp: FailoverModel['vrrp'] = { version: 3, advertMs: 1000, downAdverts: 3, priorities: [254, 253] };
  const total = (fault: 'backend-crash' | 'backend-hang', of = (timing: CheckTiming) => timing) =>
    checks.reduce((longest, { check, timing }) => {
      const backend = {
        ...(check.is === 'none' ? NO_BACKEND : of(timing)),
        redispatch: redispatch !== null,
      };
      return Math.max(longest, totalMs(termsOf({ ...modelOf(vrrp), backend }, fault)));
    }, 0);
  const line = (fault: ForecastFault, ms: number, never: Never | null): Predicted =>
    alone
      ? { fault, ms: Number.POSITIVE_INFINITY, never: 'one-server' }
      : {
          fault,
          ms: never === null || never === 'no-connect-timeout' ? ms : Number.POSITIVE_INFINITY,
          never,
        };
  const waitMs = checks[0]!.timing.connectTimeoutMs;
  // Whichever comes first: another server is tried, or this one is called down.
  const refusedMs = Math.min(
    total('backend-crash') + (redispatch ?? 0),
    redispatch === null || unchecked ? Number.POSITIVE_INFINITY : total('backend-hang', refusing),
  );
  return {
    about: 'servers',
    name: back.name,
    files: [view.file],
    faults: [
      line(
        'server-crash',
        redispatch === null ? total('backend-crash') : refusedMs,
        unchecked && redispatch === null ? 'no-check' : null,
      ),
      line('server-power-loss', total('backend-hang', lossTiming), unchecked ? 'no-check' : null),
      line(
        'server-hang',
        total('backend-hang'),
        unchecked ? 'no-check' : connects ? 'check-only-connects' : null,
      ),
      line('server-wait', waitMs, Number.isFinite(waitMs) ? null : 'no-connect-timeout'),
    ],
    assumed: [{ is: 'stalls', ms: STALL_MS }],
  };
}

/** A check of what refuses fails at once. */
function refusing(timing: CheckTiming): CheckTiming {
  return { ...timing, checkTimeoutMs: 0 };
}

/** HAProxy waits so long before it tries the same server again, milliseconds (manual, 4.2, retries), or `timeout connect`. */
const SAME_SERVER_MS = 1000;

/** Which hash a request: it stays with its server until the last retry (research, 2.2; HAProxy, stream_choose_redispatch). */
const HASHES = /^(source|uri|url_param|hdr\(|rdp-cookie|hash\b)/;

/**
 * Milliseconds until a refused connection is given to another server; null: it never is. Plain `option redispatch` means the
 * last retry where a hash chooses, and at once else; with a number it is each so manieth retry (manual, 4.2).
 */
function redispatchOf(settings: readonly Setting[]): number | null {
  const option = find(settings, 'option redispatch');
  const retries = integer(find(settings, 'retries')?.words[1]) ?? 3;
  if (option === null || retries < 1) return null;
  const every = integer(option.words[2]);
  const isHashed = HASHES.test(find(settings, 'balance')?.words[1] ?? '');
  const nth = every !== null && every > 0 ? every : isHashed ? retries : 1;
  if (nth > retries && isHashed) return null;
  const sameMs = Math.min(timeoutMs(settings, 'connect') ?? SAME_SERVER_MS, SAME_SERVER_MS);
  return isHashed || every === null ? (nth - 1) * sameMs : 0;
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

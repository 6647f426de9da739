/** From the failover budget to all timers: the longest silence that keeps the promise, so that stalls are borne. */
import { HOOK_MS, PROBE_MS, skewMs, TAKE_MS, takerPriority } from './equations.ts';
import type { FailoverModel } from './model.ts';
import { predict } from './predict.ts';
import { type ChosenProfile, PROFILES } from './profiles.ts';

/** What the layers write into files; milliseconds. */
export interface Timers {
  vrrp: { advertMs: number; downAdverts: number };
  check: { intervalMs: number; timeoutMs: number; fall: number; rise: number };
  backend: {
    interMs: number;
    fastInterMs: number;
    downInterMs: number;
    fall: number;
    rise: number;
    checkTimeoutMs: number;
    connectTimeoutMs: number;
  };
}

export interface Wish {
  /** The longest outage at a power loss or crash. */
  failoverMs: number;
  /** The longest outage when HAProxy hangs. */
  hangMs: number;
  profile: ChosenProfile;
  /** Priorities of all balancers. */
  priorities: readonly number[];
  /** Whether Keepalived's scripts have milliseconds; false before 2.3.2. */
  millisecondScripts: boolean;
}

export type Derived =
  | { is: 'timers'; timers: Timers; model: FailoverModel }
  /** The promise cannot be kept; `nearestMs` is the smallest one that can. */
  | { is: 'refused'; promise: 'failover' | 'hang'; wantedMs: number; nearestMs: number };

/** VRRPv3 counts in hundredths of a second, at most 4095 of them (RFC 9568, 5.2.7). */
const ADVERT_STEP_MS = 10;
const LONGEST_ADVERT_MS = 40_950;

/** Budgets are named in steps that a person would write. */
const BUDGET_STEP_MS = 10;

/**
 * The aggressive profile for one site's network (research, 2.2), but for the connect: a lost SYN is sent again after a
 * second, so that of 300 ms the last 150 wait for nothing, while a host without power is called down by two checks of that
 * length, and a client of P1's patience is given to another server in time (docs/measurements/failover.md).
 */
const BACKEND: Timers['backend'] = {
  interMs: 500,
  fastInterMs: 250,
  downInterMs: 1000,
  fall: 2,
  rise: 2,
  checkTimeoutMs: 500,
  connectTimeoutMs: 150,
};

export function derive(wish: Wish): Derived {
  const { failoverMs, hangMs, profile } = wish;
  const { downAdverts, shortestSilenceMs } = PROFILES[profile];
  const advertMs = longestAdvert(wish);
  const shortest = roundUp(shortestSilenceMs / downAdverts, ADVERT_STEP_MS);
  if (advertMs < shortest || exceeds(modelOf(wish, advertMs), failoverMs)) {
    return refused('failover', failoverMs, budgetOf(modelOf(wish, shortest)));
  }
  const model = modelOf(wish, advertMs);
  const hang = predict(model).haproxyHangMs;
  // With one balancer nothing is promised: the file's warnings say so.
  if (Number.isFinite(hang) && hang > hangMs) return refused('hang', hangMs, roundUp(hang, BUDGET_STEP_MS));
  return {
    is: 'timers',
    model,
    timers: { vrrp: { advertMs, downAdverts }, check: { ...checkOf(wish), rise: 2 }, backend: BACKEND },
  };
}

/** The inverse of `predict`: largest advert interval whose power loss stays within the budget, in whole steps. */
function longestAdvert({ failoverMs, profile, priorities }: Wish): number {
  const { stallMs, downAdverts } = PROFILES[profile];
  // budget = downAdverts · advert + skew(advert) + TAKE + stall + PROBE, and skew is a share of the advert interval.
  const share = downAdverts + skewMs(3, 1, takerPriority(priorities));
  const advert = (failoverMs - TAKE_MS - stallMs - PROBE_MS) / share;
  const whole = Math.floor(advert / ADVERT_STEP_MS + 1e-9) * ADVERT_STEP_MS;
  return Math.max(0, Math.min(whole, LONGEST_ADVERT_MS));
}

function modelOf(wish: Wish, advertMs: number): FailoverModel {
  const { stallMs, downAdverts } = PROFILES[wish.profile];
  return {
    vrrp: { version: 3, advertMs, downAdverts, priorities: wish.priorities },
    check: checkOf(wish),
    backend: BACKEND,
    crashNoticeMs: HOOK_MS,
    stallMs,
  };
}

function checkOf({ profile, millisecondScripts }: Wish): {
  intervalMs: number;
  timeoutMs: number;
  fall: number;
} {
  if (!millisecondScripts) return { intervalMs: 1000, timeoutMs: 1000, fall: 2 };
  return { intervalMs: 250, timeoutMs: PROFILES[profile].checkTimeoutMs, fall: 2 };
}

function exceeds(model: FailoverModel, budgetMs: number): boolean {
  const needed = neededMs(model);
  return Number.isFinite(needed) && needed > budgetMs;
}

/** What the failover budget bounds: power loss and crash. */
function neededMs(model: FailoverModel): number {
  const { powerLossMs, haproxyCrashMs } = predict(model);
  return Math.max(powerLossMs, haproxyCrashMs);
}

/** With one balancer nothing can be kept; the equations of two give the nearest one all the same. */
function budgetOf(model: FailoverModel): number {
  const { priorities } = model.vrrp;
  const two = priorities.length < 2 ? { ...model, vrrp: { ...model.vrrp, priorities: [254, 253] } } : model;
  return roundUp(neededMs(two), BUDGET_STEP_MS);
}

function refused(promise: 'failover' | 'hang', wantedMs: number, nearestMs: number): Derived {
  return { is: 'refused', promise, wantedMs, nearestMs };
}

function roundUp(ms: number, step: number): number {
  return Math.ceil(ms / step - 1e-9) * step;
}

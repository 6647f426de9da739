/** What a proof is made of: samples of drills with all that was seen, their verdicts, and the whole. */
import type { Attempt } from './p1/history.ts';

export const PROOF_FORMAT = 'barque.proof/v1';

/**
 * `newConnections`: P1 on a path without etcd · `patientConnections`: P2, the same path · `reads`: P1 with a real read ·
 * `keptConnections`: requests on connections that stay open · `watches`: open watches, one attempt for each event that
 * came, one lane for each watch · `writes`: objects created, their acknowledgements kept · `service`: calls to a Service
 * of two pods from a pod · `dns`: names asked for from a pod · `podConnections`: P1 from a pod, each 200 ms.
 */
export const TRAFFIC_KINDS = [
  'newConnections',
  'patientConnections',
  'reads',
  'keptConnections',
  'watches',
  'writes',
  'service',
  'dns',
  'podConnections',
] as const;
/** What a pod asks. */
export const POD_KINDS = ['service', 'dns', 'podConnections'] as const;
export type PodKind = (typeof POD_KINDS)[number];
export type TrafficKind = (typeof TRAFFIC_KINDS)[number];

/** All times: milliseconds since the epoch, by the operator's clock. */
export interface TrafficHistory {
  kind: TrafficKind;
  /** A new attempt each so many milliseconds; for watches, a new event. */
  everyMs: number;
  deadlineMs: number;
  window: { startMs: number; endMs: number };
  /** For watches, one lane each; otherwise the lane is 0. */
  attempts: readonly (Attempt & { lane?: number })[];
  /** How much too late an attempt was started at worst. */
  worstLatenessMs: number;
}

/** A host's kernel got the address, or lost it. Before its first change it is as `held` says. */
export interface Holding {
  host: string;
  /** Whether it ever told; one that did not is taken to hold nothing, and the sample is not judged. */
  told: boolean;
  /** Whether it held the VIP when the watching began. */
  held: boolean;
  changes: readonly { atMs: number; held: boolean }[];
}

/** Who answered one question for the VIP's link address: 0, 1 or more of them. */
export interface ArpAnswer {
  atMs: number;
  by: readonly string[];
}

/** How many of its servers a balancer's HAProxy calls up, at each change; null: it gave no answer. */
export interface BackendState {
  atMs: number;
  balancer: string;
  up: readonly string[] | null;
}

export interface TimelineEvent {
  atMs: number;
  /** `fault`, `heal`, `vip` (moved), `backend`, `whole`. */
  is: 'fault' | 'heal' | 'vip' | 'backend' | 'whole' | 'note';
  /** As shown: `power cut of cp1`. */
  what: string;
}

export interface Observed {
  holdings: readonly Holding[];
  /** Null: nobody could ask on the wire here. */
  arp: readonly ArpAnswer[] | null;
  backends: readonly BackendState[];
}

export interface Written {
  /** Names of objects whose creation was acknowledged. */
  acknowledged: readonly string[];
  /** Tried, and no answer came: neither lost nor kept. */
  unknown: readonly string[];
  /** There afterwards, by a quorum read; null: nobody gave the list. */
  found: readonly string[] | null;
}

export interface PodSeen {
  /** namespace/name */
  name: string;
  uid: string;
  node: string;
  restarts: number;
}

/** One fault as it came. */
export interface Hit {
  host: string;
  /** `machine`, `vip` (handed over), or the program: `haproxy.service`, `etcd`. */
  what: string;
  /** Whether etcd's leader was on this host just before. */
  ledEtcd: boolean;
  atMs: number;
  /** When it was taken away, or what was to be watched of it was over. */
  heldToMs: number;
  /**
   * Until then what fails is this fault's: it was taken away, the next one was prepared, or the watching ended. Later than
   * `heldToMs` where nobody takes it away: what was killed comes back by itself.
   */
  judgedToMs: number;
}

export interface Sample {
  nth: number;
  /** Whether all hosts are machines of the one that measures: then they share its processors, and its lateness. */
  oneMachine: boolean;
  /** By how much the date of the machine that measures was set meanwhile, milliseconds. */
  setMs: number;
  /** What was different in this one, as it was seen when the fault came: `etcd's leader was there`; empty when nothing. */
  variant: string;
  /** The hosts that the faults struck. */
  struck: readonly string[];
  /** In the order of time. */
  hits: readonly Hit[];
  startMs: number;
  /** The first fault; the start for a drill without one. */
  faultMs: number;
  /** When the last fault had been taken away; where nobody takes it away, when the drill's acts were over. */
  healedMs: number;
  /** Attempts count until then: a machine that comes back is work for others, so `healedMs`; else the end. */
  judgedToMs: number;
  endMs: number;
  traffic: readonly TrafficHistory[];
  /** Programs of the traffic that ended by themselves, observers that saw nothing: what they would have seen is missing. */
  broken: readonly string[];
  observed: Observed;
  /** Null: no writes were part of it. */
  written: Written | null;
  /** When `status` had nothing to complain about again; null: not in the time it had. */
  wholeMs: number | null;
  /** What `status` still said when time was up; empty when whole. */
  problems: readonly string[];
  /** Null: the API gave no list. */
  pods: { before: readonly PodSeen[]; after: readonly PodSeen[] } | null;
  timeline: readonly TimelineEvent[];
}

export type Verdict = 'passed' | 'failed' | 'does-not-apply' | 'not-judged';

export interface JudgeResult {
  /** Its id: `one-holder-arp`. */
  judge: string;
  verdict: Verdict;
  /** A sentence with the figures, or why it does not apply. */
  evidence: string;
}

/** A try of a sample that was taken again. */
export interface EarlierTry {
  /** Where its histories are, beside the sample's: `try-1`. */
  folder: string;
  because: string;
}

export interface JudgedSample {
  nth: number;
  /** When it was taken, milliseconds since the epoch. */
  at: number;
  /** What was measured before and could not be judged, in turn. */
  earlier: readonly EarlierTry[];
  variant: string;
  struck: readonly string[];
  /** Milliseconds; null where there was no such traffic. */
  outageMs: Partial<Record<TrafficKind, number>>;
  timeToCleanMs: Partial<Record<TrafficKind, number>>;
  /** 0 to 1. */
  failedShare: Partial<Record<TrafficKind, number>>;
  recoveryMs: number | null;
  judges: readonly JudgeResult[];
  /** Shown as it happened; times from the fault, milliseconds. */
  timeline: readonly { afterMs: number; is: TimelineEvent['is']; what: string }[];
  /** Longest gaps without a success, from the fault, milliseconds, at most five a kind. */
  gaps: Partial<Record<TrafficKind, readonly { fromMs: number; toMs: number }[]>>;
  /** From the fault, milliseconds. */
  window: { fromMs: number; toMs: number };
}

export interface Figures {
  p50Ms: number;
  maxMs: number;
}

export interface DrillResult {
  id: string;
  title: string;
  verdict: Verdict;
  /** Repeats it. */
  command: string;
  outage: Partial<Record<TrafficKind, Figures>>;
  timeToClean: Partial<Record<TrafficKind, Figures>>;
  failedShare: Partial<Record<TrafficKind, { p50: number; max: number }>>;
  recovery: Figures | null;
  /** The longest outage of new connections that the timers allow; null: the model does not speak of it. */
  predictedMs: number | null;
  /** One for each judge: the worst of its samples. */
  judges: readonly JudgeResult[];
  samples: readonly JudgedSample[];
  /** Why it was not run, or not to its end; null: it was. */
  skipped: string | null;
}

export interface Proof {
  format: typeof PROOF_FORMAT;
  seed: number;
  cluster: string;
  /** Of the oldest sample in it, milliseconds since the epoch: a proof is as old as what it rests on. */
  at: number;
  verdict: Verdict;
  versions: Readonly<Record<string, string>>;
  /** What decides how long a failover lasts, as `explain failover` says. */
  settings: Readonly<Record<string, string | number>>;
  machine: { cpus: number; kernel: string; loadBefore: number; loadAfter: number; isLab: boolean };
  drills: readonly DrillResult[];
}

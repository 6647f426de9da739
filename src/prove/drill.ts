/** What a drill is: data that says what fails, where and how long, and what must hold. */
import type { Fault as PredictedFault } from '../failover/terms.ts';
import type { LinkAct, ProgramAct } from '../plan/verbs/fault-inject.ts';

/** What can be done to a whole machine, where somebody has the power over it: a lab. */
export const MACHINE_FAULTS = [
  'power-cut',
  'freeze',
  'pause',
  'unplug',
  'drop-vrrp',
  'one-way-in',
  'slow-link',
  'fill-disk',
] as const;
export type MachineFault = (typeof MACHINE_FAULTS)[number];

/**
 * What the host can do to itself instead, where nobody has power over its machine, and undo by its own timer. A cable is not
 * pulled then, and Keepalived sees a carrier: all frames are lost. A disk is not filled: kubelet would evict its pods.
 */
export const BY_HOST: Readonly<Partial<Record<MachineFault, LinkAct>>> = {
  unplug: 'isolate',
  'drop-vrrp': 'lose-vrrp',
  'one-way-in': 'lose-in',
  'slow-link': 'slow-link',
};

export type Strike =
  /** By whoever runs the machines; it stays until it is healed. Without such power by the host itself: BY_HOST. */
  | { by: 'machine'; fault: MachineFault }
  /** On the host, by SSH: a unit or a process. The host itself ends a freeze or a stop after the hold that follows. */
  | { by: 'program'; act: ProgramAct; program: string }
  /** The VIP is moved by hand, as `barque vip move` does. */
  | { by: 'hand-over' };

/** What is really done: the host may do to its link what nobody can do to its machine. */
export type Done =
  | Exclude<Strike, { by: 'program' }>
  | { by: 'program'; act: ProgramAct | LinkAct; program: string };

/** A host by what it is when the sample begins. */
export type Place =
  | 'vip-holder'
  | 'etcd-leader'
  /** A control plane that neither has the VIP nor leads etcd. */
  | 'bystander'
  /** Another one than the bystander and the VIP's holder. */
  | 'second-bystander'
  /** Each control plane in the order of the file. */
  | 'plane-1'
  | 'plane-2'
  | 'plane-3'
  /** A worker with a pod of the Service under traffic. */
  | 'worker';

export type Act =
  | { is: 'strike'; strike: Strike; on: Place }
  | { is: 'hold'; ms: number }
  /** Every machine that was struck is as before. */
  | { is: 'heal' }
  /** Goes on when nothing is wrong any more. */
  | { is: 'whole' };

export interface Drill {
  /** As in commands and reports. */
  id: string;
  title: string;
  /** What is done, in a sentence. */
  does: string;
  acts: readonly Act[];
  /** Samples in turn have the first, the second, … of these. */
  variants?: readonly { id: string; vipAt: 'etcd-leader' | 'not-etcd-leader' }[];
  needs: {
    controlPlanes: number;
    balancers: number;
    workers?: number;
    /** Whether it strikes machines: where they are not ours to break, only some of it can be done (BY_HOST). */
    machines?: true;
  };
  /**
   * Which of the model's faults bound the outage of new connections: the worst of them, of none the prober's own rhythm.
   * `lasts`: as long as the fault does, and a take-over after it. Null: as long as machines need to boot, which no timer of
   * ours decides.
   */
  predicted: readonly PredictedFault[] | 'lasts' | null;
  /**
   * What the outage of new connections may be: the file's failover budget, its bound for hangs, or nothing worth the name
   * (`none`: the rhythm and one late answer), or as long as the fault lasts and a failover budget after it (`fault`); null:
   * not judged, only told. What other traffic may suffer follows from it: judges/bounds.ts.
   */
  budget: 'failover' | 'hang' | 'none' | 'fault' | null;
  /** How long watches may be silent beside what is not written, milliseconds, where it is another time than usual. */
  watchesMs?: number;
  /**
   * How long two may hold the address: not at all, a bound in milliseconds, or as long as the fault keeps them from
   * hearing each other and a second after it.
   */
  twoHolders: 0 | number | 'until-healed';
  /** Whether some HAProxy may call all its servers down: when no majority of them lives. */
  mayLoseAll?: true;
}

/** Numbers for a `hold`, milliseconds. */
export const HOLD = {
  /** What is killed is back by itself in less. */
  killed: 4000,
  /** Longer than the slowest take-over and the slowest release of a watch that the timers allow. */
  frozen: 8000,
  /** As long as a machine with a fast firmware is away. */
  off: 8000,
} as const;

export function strikes({ acts }: Drill): readonly (Act & { is: 'strike' })[] {
  return acts.filter(act => act.is === 'strike');
}

/** How long the fault of act `at` lasts: the holds that follow it, seconds. */
export function lastsS({ acts }: Drill, at: number): number {
  const next = acts.findIndex((act, index) => index > at && (act.is === 'heal' || act.is === 'whole'));
  const until = acts.slice(at + 1, next === -1 ? undefined : next);
  return Math.ceil(until.reduce((sum, act) => sum + (act.is === 'hold' ? act.ms : 0), 0) / 1000);
}

/**
 * Roughly how long a sample takes, seconds, measured in a lab of two cores: looking before and after, and traffic around it
 * (20 s); a machine that boots (25 s each).
 */
export function expectedS({ acts }: Drill): number {
  const holds = acts.reduce((sum, act) => sum + (act.is === 'hold' ? act.ms / 1000 : 0), 0);
  const boots = acts.filter(
    act => act.is === 'strike' && act.strike.by === 'machine' && act.strike.fault === 'power-cut',
  ).length;
  return 20 + holds + 25 * boots;
}

/** How long each kind of traffic may have no success in a drill: the budget, and what clients need beside it. */
import type { Drill } from '../drill.ts';
import type { Hit, Sample, TrafficKind } from '../proof.ts';
import { RHYTHM } from '../traffic/task.ts';
import { type Bounds, budgetOf, NOTHING_MS } from './judge.ts';

/** Until a client gives a silent connection up and makes a new one, milliseconds: what kept connections are given here. */
export const RECONNECT_MS = RHYTHM.keptConnections.deadlineMs;

/**
 * Reads and writes when etcd's leader is lost (the figure): an election after 1 s without a leader, at worst one
 * that nobody wins at first, and an apiserver's retry.
 */
const ELECTION_MS = 3500;

/**
 * A Service of two pods and the cluster's DNS, of which one may be on a host that is dead: Kubernetes takes it out after
 * 50 s only, and until then every second question fails by chance. So long nothing but failures, 30 of them, comes once in
 * a thousand million questions.
 */
const SPREAD_MS = 6000;

/**
 * What noise alone may cost where nothing fails, milliseconds: the worst of reads, writes and kept connections while a
 * drill's own run was on the same two cores was 785 ms (docs/measurements/failover.md, `vip-hand-over`).
 */
const QUIET_MS = 1000;

/** Kept watches are back (the figure): the server is called down, its sessions are cut, the client comes again. */
const WATCHES_MS = 2500;

/**
 * What an apiserver that alone has lost its own etcd may go on serving watches in silence, milliseconds: 4.9 s at worst
 * (docs/decisions/0019); 4.7 s and 6.2 s were the longest silences of watches then.
 */
const OWN_ETCD_MS = 5000;

/** Milliseconds; null: the drill has no bound. */
export function boundOf(kind: TrafficKind, sample: Sample, drill: Drill, bounds: Bounds): number | null {
  const budget = budgetOf(drill, bounds, sample);
  if (budget === null) return null;
  const base = drill.budget === 'none' ? QUIET_MS : budget + RECONNECT_MS;
  switch (kind) {
    case 'newConnections':
      return budget;
    case 'patientConnections':
    case 'keptConnections':
    case 'podConnections':
      return base;
    case 'reads':
    case 'writes':
      return sample.hits.some(strikesLeader) ? Math.max(ELECTION_MS, base) : base;
    case 'service':
    case 'dns':
      return Math.max(SPREAD_MS, base);
    case 'watches':
      return drill.budget === 'fault' ? base + WATCHES_MS : (drill.watchesMs ?? WATCHES_MS);
  }
}

/**
 * Of watches with what was not written meanwhile, at most what writes may fail: who hears nothing where nothing happens
 * has missed nothing. Where etcd itself fails, the two pass at the same time.
 */
export function watchesBoundOf(
  unwrittenMs: number,
  sample: Sample,
  drill: Drill,
  bounds: Bounds,
): number | null {
  const [own, writes] = [boundOf('watches', sample, drill, bounds), boundOf('writes', sample, drill, bounds)];
  if (own === null || writes === null) return null;
  const together = own + Math.min(unwrittenMs, writes);
  // Also where its disk is full, which is a fault of the machine.
  const isEtcd = drill.acts.some(act => act.is === 'strike' && act.on === 'etcd-leader');
  return isEtcd ? Math.max(together, OWN_ETCD_MS + own) : together;
}

/** A shorter silence at an end of what was watched says nothing: a rhythm, and what noise adds. */
export function stillMs(kind: TrafficKind): number {
  switch (kind) {
    case 'newConnections':
      return NOTHING_MS;
    case 'service':
    case 'dns':
      return SPREAD_MS;
    default:
      return QUIET_MS;
  }
}

/** The member that leads is lost, or its machine is. */
function strikesLeader({ what, ledEtcd }: Hit): boolean {
  return what === 'etcd' || (what === 'machine' && ledEtcd);
}

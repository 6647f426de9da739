/** A run: take the cluster, do the plan, give the cluster back. */
import type { Clock } from '../base/clock.ts';
import { digestOf } from '../base/digest.ts';
import type { Plan } from '../plan/plan.ts';
import type { BundleSource } from '../verbs/given.ts';
import type { Record } from './event.ts';
import { type ExecutionResult, execute } from './execute.ts';
import { forgettingHosts, giveBackForgetting } from './forgetting.ts';
import { startHeartbeat } from './heartbeat.ts';
import { lateFetcher } from './late-values.ts';
import { type Taken, type Taking, takeCluster } from './take.ts';

/** Names sort by time: `20261122-221505-1a2b`. */
export function runName(nowMs: number, hex: string): string {
  const [day, time] = new Date(nowMs).toISOString().split('T');
  return `${day!.replaceAll('-', '')}-${time!.slice(0, 8).replaceAll(':', '')}-${hex}`;
}

export interface Work {
  taking: Taking;
  clock: Clock;
  record: Record;
  source: BundleSource;
  /** Is told every secret that the run learns, before anything else is done with it. */
  learn(secret: string): void;
  /**
   * Called with the cluster in hand: the plan to do, made from facts read after the taking, or null to
   * do nothing (the facts have changed and the caller has said so).
   */
  planInHand(taken: Taken): Promise<Plan | null>;
}

/** `cancel` ends it politely: running steps end, the cluster is given back. */
export async function run(work: Work, cancel: AbortSignal): Promise<ExecutionResult> {
  const { taking, clock, record } = work;
  const began = clock.monotonic();
  const taken = await takeCluster(taking, cancel);
  const heartbeat = startHeartbeat(taken.hands, taking.voters, clock, record);
  let result: ExecutionResult = 'failed';
  const given = new Set<string>();
  // Not the run's own signal: giving back is what a cancelled run still does.
  const giveBack = new AbortController().signal;
  try {
    const plan = await work.planInHand(taken);
    if (plan === null) return 'cancelled';
    await record({
      is: 'run.began',
      run: taking.run,
      cluster: taking.cluster,
      operation: plan.operation,
      plan: digestOf(plan),
      changes: plan.changes.length,
      steps: plan.changes.reduce((sum, change) => sum + change.steps.length, 0),
      holder: taking.holder,
    });
    const fetchLate = lateFetcher(plan.late, taken.hands, work.learn);
    const { hands } = taken;
    const { source } = work;
    result = await execute({ plan, hands, heartbeat, clock, record, source, fetchLate }, cancel);
    const forgetting = result === 'done' ? forgettingHosts(plan, hands) : [];
    if (forgetting.length > 0) await heartbeat.stop();
    for (const { name } of forgetting) given.add(name);
    for (const { host, because } of await giveBackForgetting(forgetting, clock, giveBack)) {
      result = 'failed';
      await record({ is: 'host.silent', host, because });
    }
    await record({ is: 'run.ended', result, ms: clock.monotonic() - began });
    return result;
  } finally {
    await heartbeat.stop();
    const held = [...taken.hands.values()].filter(({ name }) => !given.has(name));
    await Promise.all(held.map(hand => hand.release(giveBack).catch(() => {})));
  }
}

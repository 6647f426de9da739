/** One run of a plan, whatever the operation: take the cluster, see that nothing has moved, do it, give the cluster back. */
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import { digestOf } from '../base/digest.ts';
import { systemRandomHex } from '../base/random.ts';
import { learningRedactor } from '../base/redact.ts';
import type { Folders } from '../base/xdg.ts';
import type { Door } from '../hosts/host.ts';
import type { Plan } from '../plan/plan.ts';
import type { StampedEvent } from '../run/event.ts';
import type { ExecutionResult } from '../run/execute.ts';
import { isDeadHere, thisHolder } from '../run/holder.ts';
import { openJournal } from '../run/journal.ts';
import { run, runName } from '../run/run.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { BundleSource } from '../verbs/given.ts';
import { refuseStale } from './saved-plan.ts';

/** What every operation needs from whoever asks for it. */
export interface Handling {
  /** Version of Barque. */
  tool: string;
  doors: readonly Door[];
  folders: Folders;
  lockTimeoutMs: number;
  /** Shows the plan; false ends it without a change. */
  confirm(plan: Plan): Promise<boolean>;
  /** The plan that will be done instead of the one that was shown: the hosts had moved on. */
  renewed(plan: Plan): void;
  seen(event: StampedEvent): void;
}

/** How an operation ended. `leftOut`: hosts that did not answer. */
export type Operated =
  | { is: 'nothing-to-do'; leftOut: readonly string[] }
  | { is: 'declined' }
  | ({ is: 'ran' } & Ran);

export interface Running {
  cluster: string;
  /** Names of the hosts of which more than half must be taken. */
  voters: ReadonlySet<string>;
  doors: readonly Door[];
  folders: Folders;
  /** Where steps take the bundle's files from. */
  source: BundleSource;
  lockTimeoutMs: number;
  /** Whether the plan may be made anew when the hosts have moved on; else that is refused. */
  mayReplan: boolean;
  /** The only hosts to change; null: all. */
  limit: readonly string[] | null;
  planNow(): Promise<Plan>;
  /** The plan that will be done instead of the first one: the hosts had moved on. */
  renewed(plan: Plan): void;
  seen(event: StampedEvent): void;
}

export interface Ran {
  run: string;
  /** Path of its journal. */
  journal: string;
  result: ExecutionResult;
  plan: Plan;
  leftOut: readonly string[];
}

export async function runPlan(running: Running, first: Plan, signal: AbortSignal): Promise<Ran> {
  const { doors, folders, limit } = running;
  let plan = first;
  const name = runName(systemClock.now(), systemRandomHex(2));
  const leftOut = new Set(plan.unreachable);
  const secrets = learningRedactor();
  const journal = await openJournal(join(folders.state, 'runs'), name, systemClock, secrets.redact, event => {
    if (event.is === 'host.out' && (limit === null || limit.includes(event.host))) leftOut.add(event.host);
    running.seen(event);
  });
  try {
    const taking = {
      doors,
      voters: running.voters,
      cluster: running.cluster,
      run: name,
      holder: thisHolder(),
      isDeadHere,
      lockTimeoutMs: running.lockTimeoutMs,
      clock: systemClock,
      randomHex: systemRandomHex,
      record: journal.record,
    };
    const planInHand = async () => {
      const fresh = await running.planNow();
      if (!running.mayReplan) refuseStale(plan, fresh);
      else if (digestOf(fresh) !== digestOf(plan)) {
        plan = fresh;
        running.renewed(fresh);
        await journal.record({ is: 'plan.renewed', changes: fresh.changes.length });
      }
      return plan;
    };
    const work = {
      taking,
      clock: systemClock,
      record: journal.record,
      source: running.source,
      learn: secrets.learn,
      planInHand,
    };
    const result = await run(work, signal);
    return { run: name, journal: journal.path, result, plan, leftOut: [...leftOut].sort() };
  } finally {
    await journal.close();
  }
}

/** A majority of these takes the cluster: etcd's own majority, where there is an etcd. */
export function votersOf({ hosts }: Pick<ResolvedSpec, 'hosts'>): ReadonlySet<string> {
  const planes = hosts.filter(({ roles }) => roles.includes('control-plane'));
  return new Set((planes.length > 0 ? planes : hosts).map(({ name }) => name));
}

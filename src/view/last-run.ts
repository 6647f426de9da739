/** The last run that took hosts of the cluster, and whether it still goes on. */
import type { Claim } from '../hosts/claim.ts';
import type { Holder } from '../hosts/host.ts';
import { answered, type LiveView } from './live-view.ts';

export interface LastRun {
  /** Its name, which begins with its time: `20261122-221505-1a2b`. */
  run: string;
  /** `broken-off`: it gave no host back, and nobody is there any more who would. */
  is: 'running' | 'ended' | 'broken-off';
  /** `user@machine`; null: it gave the hosts back. */
  holder: string | null;
  /** Milliseconds since the epoch of the last step on any host, by that host's clock; null: it did none. */
  at: number | null;
  /** How it ended, by its journal on this machine; null: it ran elsewhere, or has not ended. */
  result: string | null;
}

/** A holder that has been silent for `silentMs` milliseconds counts as gone, as for whoever wants to take the hosts. */
export function lastRunOf(
  view: LiveView,
  silentMs: number,
  isDeadHere: (holder: Holder) => boolean,
): LastRun | null {
  const hosts = [...answered(view).values()];
  const last = lastClaimOf(
    hosts.map(({ claim }) => claim),
    silentMs,
    isDeadHere,
  );
  if (last === null) return null;
  const times = hosts.flatMap(({ lastStep }) => (lastStep?.run === last.run ? [lastStep.at] : []));
  return { ...last, at: times.length === 0 ? null : Math.max(...times), result: null };
}

/** The newest run among the claims of all hosts that answer; null: no run ever took one. */
export function lastClaimOf(
  claims: readonly Claim[],
  silentMs: number,
  isDeadHere: (holder: Holder) => boolean,
): Pick<LastRun, 'run' | 'is' | 'holder'> | null {
  const run = claims
    .map(claim => claim.run)
    .filter(name => name !== null)
    .sort()
    .at(-1);
  if (run === undefined) return null;
  const its = claims.filter(claim => claim.run === run);
  const held = its.filter(({ holder }) => holder !== null);
  const holder = held[0]?.holder ?? null;
  const lives = held.some(claim => claim.silentMs < silentMs && !isDeadHere(claim.holder!));
  // A host that was away when its run ended still has the claim; one that was given back proves that it ended.
  const is = lives ? 'running' : held.length === its.length ? 'broken-off' : 'ended';
  return { run, is, holder: holder === null || is === 'ended' ? null : `${holder.user}@${holder.machine}` };
}

/** What a cluster looks like now: which hosts answer, what is true on them, and whose they are. */
import { BarqueError } from '../base/errors.ts';
import { type HostState, hostState } from '../facts/host-facts.ts';
import type { Host } from '../hosts/host.ts';

/** `blank`: no cluster has it. `ours`: this one. `foreign`: another. */
export type Standing = 'blank' | 'ours' | 'foreign';

export interface ClusterView {
  reached: ReadonlyMap<string, HostState & { standing: Standing }>;
  silent: readonly { host: string; because: string }[];
}

/**
 * Reads all hosts at once. A host that does not answer is silent; one whose answer makes no sense
 * (no root, no shell) throws, since that is for the person to mend.
 */
export async function viewCluster(
  cluster: string,
  hosts: readonly { host: Host; address: string; nodeAddress: string }[],
  signal: AbortSignal,
): Promise<ClusterView> {
  const silent: { host: string; because: string }[] = [];
  const states = await Promise.all(
    hosts.map(async ({ host, ...addresses }) => {
      try {
        return await host.read(hostState(addresses), signal);
      } catch (error) {
        if (!(error instanceof BarqueError) || error.failure.domain !== 'connection') throw error;
        silent.push({ host: host.name, because: error.failure.cameBack });
        return undefined;
      }
    }),
  );
  const reached = new Map<string, HostState & { standing: Standing }>();
  for (const [at, state] of states.entries()) {
    if (state !== undefined)
      reached.set(hosts[at]!.host.name, { ...state, standing: standingOf(state, cluster) });
  }
  return { reached, silent: silent.sort((a, b) => (a.host < b.host ? -1 : 1)) };
}

/** Whose a host is, by its claim or else its record. */
export function standingOf({ claim, facts }: HostState, cluster: string): Standing {
  const name = claim.cluster?.name ?? facts.record?.name;
  if (name === undefined) return 'blank';
  return name === cluster ? 'ours' : 'foreign';
}

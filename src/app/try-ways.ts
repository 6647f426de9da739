/** Tries the network between hosts: what one offers for some seconds, others knock at. */
import type { CheckFacts } from '../checks/check.ts';
import { type Way, waysOf } from '../checks/ways.ts';
import {
  closeDoors,
  type DoorPort,
  doorName,
  knockAt,
  type OpenDoors,
  openDoors,
} from '../facts/probes/doors.ts';
import type { Host } from '../hosts/host.ts';
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';
import { softly } from './softly.ts';

/** Doors are opened on all hosts, then all knock, then doors are closed: also when it was interrupted. */
export async function tryWays(
  spec: ResolvedSpec,
  hosts: readonly { host: Host; of: ResolvedHost }[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CheckFacts['doors']>> {
  const names = new Set(hosts.map(({ host }) => host.name));
  const ways = waysOf(spec).filter(({ from, to }) => names.has(from) && (to === null || names.has(to)));
  const opened = new Map<string, OpenDoors>();
  try {
    await Promise.all(
      hosts.map(async ({ host }) => {
        const doors = doorsOf(ways.filter(({ to }) => to === host.name));
        const answer = await softly(host.read(openDoors(doors), signal), signal);
        if (answer !== null) opened.set(host.name, answer);
      }),
    );
    const results = await Promise.all(
      hosts.map(async ({ host }) => {
        const doors = doorsOf(ways.filter(({ from }) => from === host.name));
        const knocked = await softly(host.read(knockAt(doors), signal), signal);
        return [host.name, knocked] as const;
      }),
    );
    return new Map(
      results.flatMap(([name, knocked]) =>
        knocked === null ? [] : [[name, { opened: opened.get(name)?.opened ?? new Map(), knocked }] as const],
      ),
    );
  } finally {
    const closing = AbortSignal.timeout(CLOSING_MS);
    await Promise.all(
      hosts.map(async ({ host }) => {
        const pid = opened.get(host.name)?.pid ?? null;
        if (pid !== null) await host.read(closeDoors(pid), closing).catch(() => null);
      }),
    );
  }
}

/** Milliseconds for the last word; doors close by themselves anyway. */
const CLOSING_MS = 5000;

function doorsOf(ways: readonly Way[]): DoorPort[] {
  return [...new Map(ways.map(({ door }) => [doorName(door), door])).values()];
}

/** `barque apply` with nothing to do: how long it takes, and that it leaves no trace on any host. */
import { on, start } from '../test/lab/barque.ts';
import type { ClusterLab } from './cluster-lab.ts';

/** Everything that Barque keeps on a host, with its times (ns) and sizes; what a run leaves behind would show here. */
const TRACES = String.raw`find /var/lib/barque /run/barque /etc/barque /opt/barque -printf '%p %s %T@ %C@\n' 2>/dev/null | sort`;

/** Seconds of each try; throws when one changes something. */
export async function applyNothing(lab: ClusterLab, tries: number): Promise<number[]> {
  const before = await traces(lab);
  const taken: number[] = [];
  for (let at = 0; at < tries; at += 1) {
    const began = performance.now();
    const { code, stderr } = await start(['apply', '-f', lab.file, '--yes']).ended;
    taken.push((performance.now() - began) / 1000);
    if (code !== 0 || !stderr.includes('Nothing to do')) {
      throw new Error(`apply found something to do (${code})\n${stderr}`);
    }
  }
  const after = await traces(lab);
  for (const [host, seen] of before) {
    if (after.get(host) !== seen) throw new Error(`apply with nothing to do wrote something on ${host}`);
  }
  return taken;
}

async function traces(lab: ClusterLab): Promise<Map<string, string>> {
  const hosts = [...lab.planes, ...lab.workers];
  const seen = hosts.map(async ({ name }) => [name, await on(lab.name, name, TRACES)] as const);
  return new Map(await Promise.all(seen));
}

/** What every scenario of chaos shares: a fresh lab, applies that are killed or must converge, and the verdict on what stands. */
import { setTimeout as delay } from 'node:timers/promises';
import { barque, start, well } from '../lab/barque.ts';
import { readyNodes, voters } from '../lab/cluster.ts';

export const SHAPE = { planes: ['cp1', 'cp2', 'cp3'], workers: ['w1'] } as const;
/** How often apply may be run until it is done: one that ends with 12 under load is run again, as its own words say. */
const APPLIES = 4;
/** What an apply ends with when a host fell silent under it or was left out. */
export const CUT_SHORT: readonly number[] = [0, 11, 12, 14];

export interface Chaos {
  lab: string;
  file: string;
}

/** Makes the lab anew. */
export async function freshChaos(lab: string, bundle: string): Promise<Chaos> {
  await barque('lab', 'down', lab);
  const counts = ['--control-planes', String(SHAPE.planes.length), '--workers', String(SHAPE.workers.length)];
  await well('lab', 'up', lab, ...counts, '--bundle', bundle);
  return { lab, file: (await well('lab', 'file', lab)).trim() };
}

export interface Killed {
  /** Whether it had ended before the kill. */
  ended: boolean;
  /** Milliseconds it lived. */
  ms: number;
  /** Changes that had ended. */
  changes: number;
}

/** `apply`, killed after at most `ms`. */
export async function killedApply({ file }: Chaos, ms: number): Promise<Killed> {
  const began = performance.now();
  const { child, ended } = start(['apply', '-f', file, '--yes', '-o', 'jsonl']);
  await Promise.race([delay(ms), ended]);
  const over = child.exitCode !== null;
  child.kill('SIGKILL');
  const { stdout } = await ended;
  return {
    ended: over,
    ms: Math.round(performance.now() - began),
    changes: stdout.match(/"is":"change\.ended"/g)?.length ?? 0,
  };
}

/** Runs apply until it ends well; returns how often it ran. Throws with the last one's failed steps. */
export async function applyUntilDone({ file }: Chaos): Promise<number> {
  let last = '';
  for (let runs = 1; runs <= APPLIES; runs += 1) {
    const { code, stdout, stderr } = await barque('apply', '-f', file, '--yes', '-o', 'jsonl');
    if (code === 0) return runs;
    const failed = stdout
      .split('\n')
      .filter(line => /"result":"(not-done|unknown|foreign|fenced)"/.test(line));
    last = `ended with ${code}\n${failed.join('\n').slice(-3000)}\n${stderr.trim().split('\n').slice(-8).join('\n')}`;
  }
  throw new Error(`${APPLIES} applies did not converge; the last ${last}`);
}

/** Throws unless the cluster is as the file says: nothing to plan, all nodes ready, every control plane's member votes. */
export async function mustBeWhole({ lab, file }: Chaos): Promise<void> {
  const { changes } = JSON.parse(await well('plan', '-f', file, '-o', 'json')) as {
    changes: { id: string }[];
  };
  if (changes.length > 0) throw new Error(`still to do: ${changes.map(({ id }) => id).join(', ')}`);
  const expected = [...SHAPE.planes, ...SHAPE.workers].join(' ');
  const ready = (await readyNodes(lab, SHAPE.planes[0])).join(' ');
  if (ready !== expected) throw new Error(`ready are only ${ready}`);
  for (const plane of SHAPE.planes) {
    const voting = (await voters(lab, plane)).join(' ');
    if (voting !== SHAPE.planes.join(' ')) throw new Error(`on ${plane}, members that vote are ${voting}`);
  }
}

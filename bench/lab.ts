/** Measures the lab: machines up and down, and rounds of up, kill -9 at a random moment, down. Writes nothing but its table. */

import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../src/base/random.ts';
import { start } from '../test/lab/barque.ts';
import { labBundle } from '../test/lab/bundle.ts';
import { machineLock } from '../test/lab/machine-lock.ts';
import { remainsOnHost } from '../test/lab/remains.ts';

const LAB = 't-bench';
const ROUNDS = 3;
const KILLS = 20;
/** The latest moment of a kill: `lab up` of three machines has ended by then, so that whole labs occur too. */
const KILL_WITHIN_MS = 5000;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function timed(...args: readonly string[]): Promise<number> {
  const began = performance.now();
  const ran = await start(args).ended;
  if (ran.code !== 0) throw new Error(`barque ${args.join(' ')} ended with ${ran.code}\n${ran.stderr}`);
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function row(what: string, values: readonly number[], boundMs: number | undefined): void {
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const all = values.map(seconds).join(' ');
  const bound = boundMs === undefined ? '' : ` | ≤ ${seconds(boundMs)}`;
  say(`${what.padEnd(44)} | ${seconds(median(values)).padStart(6)} s | ${all}${bound}`);
}

async function upAndDown(counts: readonly string[], what: string, upMs: number, downMs: number | undefined) {
  const ups: number[] = [];
  const downs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ups.push(await timed('lab', 'up', LAB, ...counts, ...from));
    downs.push(await timed('lab', 'down', LAB));
  }
  row(`${what}: lab up, warm, to ssh on all`, ups, upMs);
  row(`${what}: lab down`, downs, downMs);
}

async function killRounds(seed: number): Promise<number> {
  const random = seededRandom(seed);
  const downs: number[] = [];
  let whole = 0;
  let dirty = 0;
  for (let round = 0; round < KILLS; round += 1) {
    const { child, ended } = start(['lab', 'up', LAB, '--control-planes', '2', '--workers', '1', ...from]);
    const ms = Math.round(random() * KILL_WITHIN_MS);
    await delay(ms);
    if (child.exitCode !== null) whole += 1;
    child.kill('SIGKILL');
    await ended;
    downs.push(await timed('lab', 'down', LAB));
    const remains = remainsOnHost(LAB);
    if (remains.length > 0) {
      dirty += 1;
      say(`round ${round}, killed after ${ms} ms, left:\n  ${remains.join('\n  ')}`);
    }
  }
  row('3 machines: lab down after kill -9', downs, undefined);
  say(
    `${KILLS} rounds of up, kill -9, down (seed ${seed}): ${dirty} with remains, ${whole} had ended before the kill`,
  );
  return dirty;
}

const stop = new AbortController().signal;
await using _lock = await machineLock('bench/lab.ts', say, stop);
const seed = Number(process.env['BARQUE_TEST_SEED'] ?? Date.now() % 1_000_000);
say(`load ${loadavg()[0]!.toFixed(1)} at the start, ${ROUNDS} rounds each; median, then all`);
const from = ['--bundle', await labBundle()];
await start(['lab', 'down', LAB]).ended;
// The first makes the root folder when the cache has none.
await timed('lab', 'up', LAB, '--control-planes', '1', '--workers', '0', ...from);
await timed('lab', 'down', LAB);
await upAndDown(['--control-planes', '3', '--workers', '1'], '4 machines', 6000, 4000);
await upAndDown(['--control-planes', '3', '--workers', '9'], '12 machines', 18_000, undefined);
const dirty = await killRounds(seed);
say(`load ${loadavg()[0]!.toFixed(1)} at the end`);
process.exitCode = dirty > 0 ? 1 : 0;

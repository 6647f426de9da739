/** Some of three control planes lose their power in the middle of creation, and come back. */
import { setTimeout as delay } from 'node:timers/promises';
import { barque, start, well } from '../lab/barque.ts';
import { applyUntilDone, type Chaos, CUT_SHORT } from './scenario.ts';

/** Of an apply that two thirds of the control planes do not answer: it must refuse, not hang, milliseconds. */
const REFUSES_WITHIN_MS = 180_000;

/**
 * Cuts `victims` `ms` after apply began. With a majority left, the next apply must get as far as it can without the
 * others; without one it must refuse. When the power is back, apply converges. Returns words for the verdict.
 */
export async function powerCut(chaos: Chaos, victims: readonly string[], ms: number): Promise<string> {
  const { lab, file } = chaos;
  const { ended } = start(['apply', '-f', file, '--yes', '-o', 'jsonl']);
  await Promise.race([delay(ms), ended]);
  for (const victim of victims) await well('lab', 'fault', `${lab}/${victim}`, 'power-cut');
  const cut = await ended;
  if (!CUT_SHORT.includes(cut.code ?? -1))
    throw new Error(`the apply that was cut ended with ${cut.code}\n${cut.stderr.slice(-2000)}`);

  const began = performance.now();
  const without = await barque('apply', '-f', file, '--yes', '-o', 'jsonl');
  const tookMs = performance.now() - began;
  const majority = victims.length < 2;
  if (without.code === 0)
    throw new Error(`apply ended with 0 although ${victims.join(' and ')} had no power`);
  if (!majority && tookMs > REFUSES_WITHIN_MS)
    throw new Error(`apply without a majority took ${Math.round(tookMs)} ms`);
  for (const victim of victims) await well('lab', 'heal', `${lab}/${victim}`);
  const runs = await applyUntilDone(chaos);
  const how = majority ? 'a majority left' : 'no majority left';
  return `${victims.join(', ')} after ${ms} ms; the apply ended with ${cut.code}, the next one (${how}) with ${without.code} in ${(tookMs / 1000).toFixed(0)} s; whole after ${runs} more`;
}

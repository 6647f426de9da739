/** Whether a drill's outage was longer than our own model allows: a finding about the model. */
import { NOTHING_MS } from './judges/judge.ts';
import type { DrillResult, Proof } from './proof.ts';

/**
 * Milliseconds: what was measured and what could have been at most; null: it is within it, or the model does not speak of
 * it. What new connections see without any fault, in the drill `control` of the same proof, is no matter of the model: it
 * is the machine's noise, and added. A rhythm and one late answer are no outage worth the name, with or without that drill.
 */
export function beyondModel(
  { outage, predictedMs }: Pick<DrillResult, 'outage' | 'predictedMs'>,
  { drills }: Pick<Proof, 'drills'>,
): { measuredMs: number; predictedMs: number; noiseMs: number } | null {
  const measuredMs = outage.newConnections?.maxMs;
  if (measuredMs === undefined || predictedMs === null) return null;
  if (measuredMs <= NOTHING_MS) return null;
  const noiseMs = drills.find(({ id }) => id === 'control')?.outage.newConnections?.maxMs ?? 0;
  return measuredMs > predictedMs + noiseMs ? { measuredMs, predictedMs, noiseMs } : null;
}

/** How far hosts are from the file: what a plan made now would do. */

export interface Drift {
  /** Of all hosts. */
  steps: number;
  /** By host; those without any are left out. */
  hosts: Readonly<Record<string, number>>;
}

/**
 * Why nobody knows: nobody wanted it (`not-asked`), or it would load the hosts again and again (`watching`); no plan can be made
 * here; hosts that do not answer, or are being changed now; it took longer than a look may take.
 */
export type DriftUnknown = 'not-asked' | 'watching' | 'no-plan' | 'silent-hosts' | 'run-in-progress' | 'slow';

/** A plan's changes are enough to count. */
export function driftOf(changes: readonly { host: string; steps: readonly unknown[] }[]): Drift {
  const hosts: Record<string, number> = {};
  for (const { host, steps } of changes) hosts[host] = (hosts[host] ?? 0) + steps.length;
  return { steps: changes.reduce((sum, { steps }) => sum + steps.length, 0), hosts };
}

/** How far hosts are from the file: what a plan made now would do. */

export interface Drift {
  /** Of all hosts. */
  steps: number;
  /** By host; those without any are left out. */
  hosts: Readonly<Record<string, number>>;
}

/** A plan's changes are enough to count. */
export function driftOf(changes: readonly { host: string; steps: readonly unknown[] }[]): Drift {
  const hosts: Record<string, number> = {};
  for (const { host, steps } of changes) hosts[host] = (hosts[host] ?? 0) + steps.length;
  return { steps: changes.reduce((sum, { steps }) => sum + steps.length, 0), hosts };
}

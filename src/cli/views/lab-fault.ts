/** Faults of a machine as text: the list of them, and one that was injected. */
import type { Availability, Fault } from '../../lab/fault.ts';
import { table } from './table.ts';

export function labFaultsView(rows: readonly { fault: Fault; availability: Availability }[]): string {
  return table([
    ['FAULT', 'AVAILABLE', 'WHAT HAPPENS'],
    ...rows.map(({ fault, availability }) => [
      fault.id,
      availability.is === 'yes' ? 'yes' : `no: ${availability.because}`,
      fault.summary,
    ]),
  ]);
}

export function labFaultView(path: string, fault: Fault): string {
  return `${path}: ${fault.id} (${fault.summary})\n`;
}

export function labHealView(healed: readonly { path: string; faults: readonly string[] }[]): string {
  const lines = healed.filter(each => each.faults.length > 0);
  if (lines.length === 0) return 'There was no fault.\n';
  return lines.map(({ path, faults }) => `${path}: healed ${faults.join(', ')}\n`).join('');
}

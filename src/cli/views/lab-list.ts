/** The labs of this host as a table. */
import type { ListedLab } from '../../lab/list.ts';
import { table } from './table.ts';

export function labListView(labs: readonly ListedLab[]): string {
  return table([
    ['LAB', 'MACHINES', 'RUNNING', 'ADDRESSES', 'STATE'],
    ...labs.map(lab => [
      lab.name,
      String(lab.machines),
      String(lab.running),
      lab.subnet === null ? '-' : `${lab.subnet}.0/24`,
      lab.state === 'whole' ? 'whole' : `left behind; remove it with: barque lab down ${lab.name}`,
    ]),
  ]);
}

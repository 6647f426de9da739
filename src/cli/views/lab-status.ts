/** The machines of a lab as a table. */
import type { LabStatus } from '../../lab/status.ts';
import type { Terminal } from '../command.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

export function labStatusView(status: LabStatus, terminal: Terminal): string {
  const colour = paint(terminal.stdout, terminal.env);
  const rows = status.machines.map(machine => [
    machine.name,
    machine.address,
    machine.roles.join(', ') || '-',
    machine.state === 'running' ? colour.green(machine.state) : colour.yellow(machine.state),
  ]);
  return table([['MACHINE', 'ADDRESS', 'ROLES', 'STATE'], ...rows]);
}

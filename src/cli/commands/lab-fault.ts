/** `barque lab fault`: lets a machine fail in one of the ways in which machines fail. */
import { systemClock } from '../../base/clock.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { DEFAULT_FAULT_OPTIONS } from '../../lab/fault.ts';
import { FAULTS, faultOf, injectFault } from '../../lab/faults.ts';
import { hostLock } from '../../lab/host-lock.ts';
import { labLock } from '../../lab/locks.ts';
import type { Command } from '../command.ts';
import { labMachineOf } from '../lab-words.ts';
import { labFaultsView, labFaultView } from '../views/lab-fault.ts';

export const labFault: Command = {
  name: 'lab fault',
  summary: 'let a machine fail: power, processes, cables, disk',
  details:
    'Without FAULT it lists all faults and whether each is available for this machine now. ' +
    'barque lab heal takes them away again.',
  arguments: [
    { form: '<NAME/MACHINE>', summary: 'as demo/cp1' },
    { form: '[FAULT]', summary: FAULTS.map(fault => fault.id).join(', ') },
  ],
  options: [
    {
      flags: '--from <machines>',
      summary: 'for partition: cut off from these, with commas (default: all others)',
    },
    {
      flags: '--rate <rate>',
      summary: 'for slow-link, as 500kbit or 1mbit',
      default: DEFAULT_FAULT_OPTIONS.rate,
    },
  ],
  examples: ['barque lab fault demo/cp1 power-cut', 'barque lab fault demo/cp1 partition --from cp2,cp3'],
  run: async invocation => {
    const { args, options, terminal, signal } = invocation;
    const target = await labMachineOf(invocation);
    const path = `${target.lab.record.name}/${target.machine.name}`;
    const id = args[1];
    if (typeof id !== 'string') {
      const rows = FAULTS.map(async fault => ({
        fault,
        availability: await fault.available(target, signal),
      }));
      terminal.stdout.write(labFaultsView(await Promise.all(rows)));
      return EXIT.done;
    }
    const fault = faultOf(id);
    const from = typeof options['from'] === 'string' ? options['from'].split(',') : [];
    await using _lock = await hostLock(
      labLock(target.lab.record.name, `lab fault ${path} ${fault.id}`),
      signal,
    );
    await injectFault(fault, target, { from, rate: String(options['rate']) }, systemClock, signal);
    terminal.stderr.write(labFaultView(path, fault));
    return EXIT.done;
  },
};

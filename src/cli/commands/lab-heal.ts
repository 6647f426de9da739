/** `barque lab heal`: takes every fault of a machine or of a whole lab away. */
import { systemClock } from '../../base/clock.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { healMachine } from '../../lab/faults.ts';
import { hostLock } from '../../lab/host-lock.ts';
import { labLock } from '../../lab/locks.ts';
import { openLab } from '../../lab/record.ts';
import type { Command } from '../command.ts';
import { labMachineOf, labNameOf } from '../lab-words.ts';
import { labHealView } from '../views/lab-fault.ts';

export const labHeal: Command = {
  name: 'lab heal',
  summary: 'take all faults away; machines without power boot again',
  arguments: [{ form: '<NAME[/MACHINE]>', summary: 'a lab, or one machine of it' }],
  examples: ['barque lab heal demo', 'barque lab heal demo/cp1'],
  run: async invocation => {
    const { args, terminal, signal } = invocation;
    const targets = String(args[0]).includes('/')
      ? [await labMachineOf(invocation)]
      : await openLab(foldersOf(terminal.env), labNameOf(invocation)).then(lab =>
          lab.record.machines.map(machine => ({ lab, machine })),
        );
    const name = targets[0]?.lab.record.name ?? '';
    await using _lock = await hostLock(labLock(name, `lab heal ${String(args[0])}`), signal);
    const healed = await Promise.all(
      targets.map(async target => ({
        path: `${name}/${target.machine.name}`,
        faults: await healMachine(target, systemClock, signal),
      })),
    );
    terminal.stderr.write(labHealView(healed));
    return EXIT.done;
  },
};

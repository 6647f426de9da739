/** `barque lab down`: takes a lab away, whatever state it is in. */
import { systemClock } from '../../base/clock.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { labDown as takeDown } from '../../lab/down.ts';
import type { Command } from '../command.ts';
import { labNameOf } from '../lab-words.ts';
import { labEventsView } from '../views/lab-events.ts';

export const labDown: Command = {
  name: 'lab down',
  summary: 'take a lab away: machines, disks, networks',
  details: 'Works on whole, half-made and frozen labs alike; nothing of the lab stays on this host.',
  arguments: [{ form: '[NAME]', summary: 'name of the lab (default: demo)' }],
  examples: ['barque lab down', 'barque lab down small'],
  run: async invocation => {
    const { terminal, signal } = invocation;
    const name = labNameOf(invocation);
    const there = await takeDown(
      name,
      { folders: foldersOf(terminal.env), clock: systemClock, onEvent: labEventsView(terminal) },
      signal,
    );
    if (!there) terminal.stderr.write(`There is no lab ${name}, nor anything left of one.\n`);
    return EXIT.done;
  },
};

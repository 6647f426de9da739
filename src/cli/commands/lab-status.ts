/** `barque lab status`: the machines of a lab as this host shows them now. */
import { EXIT } from '../../base/exit-codes.ts';
import { labStatus as readStatus } from '../../lab/status.ts';
import type { Command } from '../command.ts';
import { labOf, OUTPUT_OPTION } from '../lab-words.ts';
import { labStatusView } from '../views/lab-status.ts';

export const labStatus: Command = {
  name: 'lab status',
  summary: 'show the machines of a lab and whether they run',
  arguments: [{ form: '[NAME]', summary: 'name of the lab (default: demo)' }],
  options: [OUTPUT_OPTION],
  examples: ['barque lab status demo -o json'],
  run: async invocation => {
    const status = await readStatus(await labOf(invocation), invocation.signal);
    const { terminal, options } = invocation;
    terminal.stdout.write(
      options['output'] === 'json' ? `${JSON.stringify(status, null, 2)}\n` : labStatusView(status, terminal),
    );
    return EXIT.done;
  },
};

/** `barque lab list`: the labs of this host. */
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { labList as readList } from '../../lab/list.ts';
import type { Command } from '../command.ts';
import { OUTPUT_OPTION } from '../lab-words.ts';
import { labListView } from '../views/lab-list.ts';

export const labList: Command = {
  name: 'lab list',
  summary: 'list the labs of this host',
  options: [OUTPUT_OPTION],
  run: async ({ options, terminal, signal }) => {
    const labs = await readList(foldersOf(terminal.env), signal);
    if (options['output'] === 'json') terminal.stdout.write(`${JSON.stringify({ labs }, null, 2)}\n`);
    else if (labs.length > 0) terminal.stdout.write(labListView(labs));
    else terminal.stderr.write('There is no lab. Make one with\n\n  barque lab up\n');
    return EXIT.done;
  },
};

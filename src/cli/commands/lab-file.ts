/** `barque lab file`: where a lab's cluster.yaml is. */
import { EXIT } from '../../base/exit-codes.ts';
import type { Command } from '../command.ts';
import { labOf } from '../lab-words.ts';

export const labFile: Command = {
  name: 'lab file',
  summary: 'print the path of a lab’s cluster.yaml',
  arguments: [{ form: '[NAME]', summary: 'name of the lab (default: demo)' }],
  examples: ['barque plan -f "$(barque lab file demo)"'],
  run: async invocation => {
    const lab = await labOf(invocation);
    invocation.terminal.stdout.write(`${lab.paths.cluster}\n`);
    return EXIT.done;
  },
};

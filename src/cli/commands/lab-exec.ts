/** `barque lab exec`: a command of this host, run in the lab's vantage. */
import { BarqueError } from '../../base/errors.ts';
import { vantageNetns } from '../../lab/names.ts';
import type { Command } from '../command.ts';
import { foreground } from '../foreground.ts';
import { labOf, wordsOf } from '../lab-words.ts';

export const labExec: Command = {
  name: 'lab exec',
  summary: 'run a command in the network from which the machines are reached',
  arguments: [
    { form: '<NAME>', summary: 'name of the lab' },
    { form: '[CMD...]', summary: 'command to run' },
  ],
  passesOptions: true,
  examples: [
    'barque lab exec demo -- ping -c1 10.77.1.11',
    'barque lab exec demo -- curl -k https://10.77.1.100:8443',
  ],
  run: async invocation => {
    const lab = await labOf(invocation);
    const [program, ...words] = wordsOf(invocation, 1);
    if (program === undefined) {
      throw new BarqueError({
        domain: 'usage',
        attempted: 'run a command in the lab’s network',
        cameBack: 'there is no command',
        next: `Give one after --, for example\n\n  barque lab exec ${lab.record.name} -- ip address`,
      });
    }
    return await foreground(
      ['ip', 'netns', 'exec', vantageNetns(lab.record.name), program, ...words],
      invocation.signal,
    );
  },
};

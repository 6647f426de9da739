/** `barque lab ssh`: a shell or a command on a machine. */
import type { Command } from '../command.ts';
import { foreground } from '../foreground.ts';
import { labMachineOf, wordsOf } from '../lab-words.ts';

export const labSsh: Command = {
  name: 'lab ssh',
  summary: 'open a shell on a machine, or run a command there',
  details:
    'Words after -- go to ssh as they are, so the machine’s shell reads them. The exit code is the command’s.',
  arguments: [
    { form: '<NAME/MACHINE>', summary: 'as demo/cp1' },
    { form: '[CMD...]', summary: 'command to run there' },
  ],
  passesOptions: true,
  examples: ['barque lab ssh demo/cp1', 'barque lab ssh demo/cp1 -- systemctl is-system-running'],
  run: async invocation => {
    const { lab, machine } = await labMachineOf(invocation);
    const words = wordsOf(invocation, 1);
    return await foreground(
      ['ssh', '-F', lab.paths.sshConfig, machine.name, ...(words.length > 0 ? ['--', ...words] : [])],
      invocation.signal,
    );
  },
};

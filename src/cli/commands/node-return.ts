/** `barque node return`: takes a host back into the service after maintenance. */
import { loadCluster } from '../../app/load-cluster.ts';
import { hostCalled, returnOf } from '../../app/maintain.ts';
import { operate } from '../../app/operate.ts';
import type { Command } from '../command.ts';
import { runOperation, yesOr } from '../operation.ts';
import { FILE_OPTION, LOCK_TIMEOUT_OPTION, withFile, YES_OPTION } from '../options.ts';

export const nodeReturn: Command = {
  name: 'node return',
  summary: 'take a host back into the service after maintenance',
  details:
    'Its apiserver must be ready before anybody is sent to it, and its node before pods are. What the file asks for and was not done meanwhile, `barque apply` does afterwards.',
  arguments: [{ form: '<HOST>', summary: 'its name in the file' }],
  options: [FILE_OPTION, YES_OPTION, LOCK_TIMEOUT_OPTION],
  examples: ['barque node return cp2'],
  run: async invocation => {
    const { args, options } = invocation;
    const { spec } = await loadCluster(String(options['file']));
    const host = hostCalled(spec, String(args[0]));
    return await runOperation(
      {
        spec,
        run: handling =>
          operate(
            { ...handling, spec, operation: 'return', desire: returnOf(spec, host) },
            invocation.signal,
          ),
        consent: yesOr(`Take ${host.name} back?`, invocation),
        words: {
          nothingToDo: `Nothing to do: ${host.name} is in service.`,
          next: [withFile('barque status', options)],
        },
      },
      invocation,
    );
  },
};

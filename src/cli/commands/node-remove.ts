/** `barque node remove`: takes a worker or a balancer out of the cluster for good. */
import { loadCluster } from '../../app/load-cluster.ts';
import { hostCalled, removalOf } from '../../app/maintain.ts';
import { operate } from '../../app/operate.ts';
import { EXIT } from '../../base/exit-codes.ts';
import type { Command } from '../command.ts';
import { shorterText, writeShorter } from '../host-entry.ts';
import { runOperation, yesOr } from '../operation.ts';
import {
  DRAIN_OPTIONS,
  drainOption,
  FILE_OPTION,
  LOCK_TIMEOUT_OPTION,
  withFile,
  YES_OPTION,
} from '../options.ts';

export const nodeRemove: Command = {
  name: 'node remove',
  summary: 'take a worker or a balancer out of the cluster for good',
  details:
    'Its pods leave within their disruption budgets, the API forgets it, the host is left as it was before Barque, and its entry goes from the file, comments and all else kept. `barque apply` then tells the others.',
  arguments: [{ form: '<HOST>', summary: 'its name in the file' }],
  options: [
    FILE_OPTION,
    YES_OPTION,
    { flags: '--gone', summary: 'it does not answer and never will: only what others know of it goes' },
    ...DRAIN_OPTIONS,
    LOCK_TIMEOUT_OPTION,
  ],
  examples: ['barque node remove w3', 'barque node remove w3 --gone'],
  run: async invocation => {
    const { args, options, terminal } = invocation;
    const file = String(options['file']);
    const { spec } = await loadCluster(file);
    const host = hostCalled(spec, String(args[0]));
    const drain = drainOption(options);
    // Before anything is done: what could not be finished must not begin.
    await shorterText(file, host.name);
    const code = await runOperation(
      {
        spec,
        run: handling =>
          operate(
            {
              ...handling,
              spec,
              operation: 'remove',
              desire: removalOf(spec, host, options['gone'] === true, drain),
            },
            invocation.signal,
          ),
        consent: yesOr(`Take ${host.name} out for good?`, invocation),
        words: {
          nothingToDo: `Nothing is left of ${host.name} in the cluster.`,
          next: [withFile('barque apply', options)],
        },
      },
      invocation,
    );
    if (code !== EXIT.done) return code;
    const shorter = await shorterText(file, host.name);
    if (shorter === null)
      terminal.stderr.write(
        `\nTake ${host.name} out of ${file} yourself: its list is written in another form.\n`,
      );
    else {
      await writeShorter(file, shorter);
      terminal.stderr.write(`\n${host.name} is out of ${file}.\n`);
    }
    return code;
  },
};

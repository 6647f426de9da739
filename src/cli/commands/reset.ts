/** `barque reset`: takes the cluster apart and leaves its hosts as they were before. */
import { loadCluster } from '../../app/load-cluster.ts';
import { resetCluster } from '../../app/reset.ts';
import { BarqueError } from '../../base/errors.ts';
import { askName } from '../ask.ts';
import type { Command } from '../command.ts';
import { runOperation } from '../operation.ts';
import { FILE_OPTION, LOCK_TIMEOUT_OPTION } from '../options.ts';
import { hostList } from '../views/listing.ts';

export const reset: Command = {
  name: 'reset',
  summary: 'take the cluster apart and leave its hosts as they were',
  details:
    'Kubernetes is stopped and removed, files are put back by the record that Barque keeps of them, and packages that came with it are purged. What etcd has written is moved aside on its host, never deleted. Hosts that do not answer are named; the same command resets them when they are back.',
  options: [
    FILE_OPTION,
    { flags: '--name <cluster>', summary: 'the cluster’s name, instead of typing it when asked' },
    LOCK_TIMEOUT_OPTION,
  ],
  examples: ['barque reset', 'barque reset --name harbour'],
  run: async invocation => {
    const { options, terminal, signal } = invocation;
    const { spec } = await loadCluster(String(options['file']));
    const { name } = spec;
    if (options['name'] !== undefined && options['name'] !== name) throw otherName(name);
    return await runOperation(
      {
        spec,
        run: handling => resetCluster(spec, handling, signal),
        consent: async () =>
          options['name'] === name ||
          (await askName('This ends the cluster.', name, `--name ${name}`, terminal, signal)),
        words: {
          nothingToDo: 'Nothing to do: no host that answers has anything of this cluster.',
          next: [],
          leftOut: hosts =>
            `Not reset: ${hostList(hosts)}. When they answer again, the same command resets them, too.`,
          ...(spec.kubernetes === null
            ? {}
            : { done: 'What etcd had written lies in /var/lib/barque/aside on each control plane.' }),
        },
        needsAll: true,
      },
      invocation,
    );
  },
};

function otherName(name: string): BarqueError {
  return new BarqueError({
    domain: 'usage',
    attempted: 'reset the cluster',
    cameBack: `the cluster of this file is called ${name}`,
    next: `Give --name ${name} if that is the one you mean.`,
  });
}

/** `barque node maintenance`: takes a host out of the service, so that a reboot costs nothing. */
import { loadCluster } from '../../app/load-cluster.ts';
import { hostCalled, maintenanceOf } from '../../app/maintain.ts';
import { operate } from '../../app/operate.ts';
import type { Command } from '../command.ts';
import { runOperation, yesOr } from '../operation.ts';
import {
  DRAIN_OPTIONS,
  drainOption,
  FILE_OPTION,
  LOCK_TIMEOUT_OPTION,
  withFile,
  YES_OPTION,
} from '../options.ts';

export const nodeMaintenance: Command = {
  name: 'node maintenance',
  summary: 'take a host out of the service, so that a reboot costs nothing',
  details:
    'Pods leave it within their disruption budgets, balancers send nobody to its apiserver, the VIP and the leadership of etcd go elsewhere. It is refused where the cluster would not bear it. Where pods do not leave in time it ends there, and nothing else leaves the host: it takes no new pods, and waits for the same command or for `barque node return`. The host stays so, over reboots, until `barque node return`.',
  arguments: [{ form: '<HOST>', summary: 'its name in the file' }],
  options: [FILE_OPTION, YES_OPTION, ...DRAIN_OPTIONS, LOCK_TIMEOUT_OPTION],
  examples: ['barque node maintenance cp2', 'barque node return cp2'],
  run: async invocation => {
    const { args, options } = invocation;
    const { spec } = await loadCluster(String(options['file']));
    const host = hostCalled(spec, String(args[0]));
    const drain = drainOption(options);
    const back = withFile(`barque node return ${host.name}`, options);
    return await runOperation(
      {
        spec,
        run: handling =>
          operate(
            { ...handling, spec, operation: 'maintenance', desire: maintenanceOf(spec, host, drain) },
            invocation.signal,
          ),
        consent: yesOr(`Take ${host.name} out of the service?`, invocation),
        words: {
          nothingToDo: `Nothing to do: ${host.name} is in maintenance.`,
          next: [back],
          back: `or, to have it in service again: ${back}`,
        },
      },
      invocation,
    );
  },
};

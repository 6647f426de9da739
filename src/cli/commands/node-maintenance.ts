/** `barque node maintenance`: takes a host out of the service, so that a reboot costs nothing. */
import { loadCluster } from '../../app/load-cluster.ts';
import { hostCalled, maintenanceOf } from '../../app/maintain.ts';
import type { Command } from '../command.ts';
import { runOperation } from '../operation.ts';
import { durationOption, FILE_OPTION, LOCK_TIMEOUT_OPTION, withFile, YES_OPTION } from '../options.ts';

/** Two minutes for pods with Kubernetes' own 30 s to end, some after others because of their budgets. */
const DRAIN = '5m';

export const nodeMaintenance: Command = {
  name: 'node maintenance',
  summary: 'take a host out of the service, so that a reboot costs nothing',
  details:
    'Pods leave it within their disruption budgets, balancers send nobody to its apiserver, the VIP and the leadership of etcd go elsewhere. It is refused where the cluster would not bear it. The host stays so, over reboots, until `barque node return`.',
  arguments: [{ form: '<HOST>', summary: 'its name in the file' }],
  options: [
    FILE_OPTION,
    YES_OPTION,
    { flags: '--drain-timeout <time>', summary: 'how long pods may take to leave', default: DRAIN },
    LOCK_TIMEOUT_OPTION,
  ],
  examples: ['barque node maintenance cp2', 'barque node return cp2'],
  run: async invocation => {
    const { args, options } = invocation;
    const { spec } = await loadCluster(String(options['file']));
    const host = hostCalled(spec, String(args[0]));
    const drainWithinS = Math.ceil(durationOption('drain-timeout', options['drainTimeout']) / 1000);
    return await runOperation(
      { spec, operation: 'maintenance', desire: maintenanceOf(spec, host, drainWithinS) },
      {
        question: `Take ${host.name} out of the service?`,
        nothingToDo: `Nothing to do: ${host.name} is in maintenance.`,
        done: [withFile(`barque node return ${host.name}`, options)],
      },
      invocation,
    );
  },
};

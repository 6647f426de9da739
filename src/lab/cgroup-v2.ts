/**
 * Control groups on a host with version 2 alone: each machine is a delegated scope of the host's systemd.
 * UNTESTED: no such host was at hand when this was written; docs say so.
 */
import { join } from 'node:path';
import type { HostGroups } from './cgroups.ts';
import type { Mount } from './mountinfo.ts';
import { machineNetns } from './names.ts';

/** A slice named a-b lies inside slice a (systemd.slice(5)). */
const SLICE = 'barque-labs.slice';

export function v2Groups(unified: Mount): HostGroups {
  return {
    version: 'v2',
    roots: [unified.point],
    ours: SLICE,
    bootWords: [],
    makeSeat: async (lab, machine, limits) => {
      const unit = `${machineNetns(lab, machine)}.scope`;
      return {
        prefix: [
          ...['systemd-run', '--scope', '--quiet', '--collect', `--slice=${SLICE}`, `--unit=${unit}`],
          ...[
            '-p',
            'Delegate=yes',
            '-p',
            `MemoryMax=${limits.memoryBytes}`,
            '-p',
            `TasksMax=${limits.processes}`,
          ],
        ],
        group: join(unified.point, 'barque.slice', SLICE, unit),
      };
    },
  };
}

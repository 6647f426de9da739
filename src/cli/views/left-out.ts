/** Why hosts are left out of a plan, below it: the plan itself says only which ones. */
import { silentLines } from '../../app/silent-hosts.ts';
import type { ClusterView } from '../../view/cluster-view.ts';
import { withFile } from '../options.ts';

/** Empty when all hosts answer. */
export function leftOutLines(
  silent: ClusterView['silent'],
  options: Readonly<Record<string, unknown>>,
): string[] {
  if (silent.length === 0) return [];
  return [
    '',
    'Left out, and why:',
    ...silentLines(silent).map(line => `  ${line}`),
    `What to do about each: ${withFile('barque check', options)}`,
  ];
}

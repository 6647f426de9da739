/** Lets Barque make hosts ready for Kubernetes, outside of all clocks. */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClusterLab } from './cluster-lab.ts';

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), 'build-prepare.ts');

export async function prepareWithBarque({ file }: ClusterLab): Promise<void> {
  execFileSync(process.execPath, [PROGRAM, '--file', file], { stdio: ['ignore', 'ignore', 'inherit'] });
}

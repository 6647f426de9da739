/** The plain script (bench/plain) on a lab, with the seconds of its phases. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClusterLab } from './cluster-lab.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'plain');

export interface Built {
  seconds: number;
  /** In words, in their order. */
  phases: readonly string[];
}

/** `part` is a script of that folder: prepare, or create. */
export async function runPlain(
  lab: ClusterLab,
  part: 'prepare' | 'create',
  kubernetes: string,
): Promise<Built> {
  const hosts = (list: ClusterLab['planes']) =>
    list.map(({ name, address }) => `${name}=${address}`).join(' ');
  const began = performance.now();
  const child = spawn('bash', [join(folder, `${part}.sh`)], {
    env: {
      ...process.env,
      SSH_CONFIG: lab.sshConfig,
      VIP: lab.vip,
      PREFIX: '24',
      INTERFACE: 'eth0',
      CONTROL_PLANES: hosts(lab.planes),
      WORKERS: hosts(lab.workers),
      KUBERNETES: kubernetes,
      BUNDLE: '/srv/bundle',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', chunk => {
    stdout += chunk;
  });
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0) throw new Error(`${part}.sh ended with ${code}\n${stderr.slice(-4000)}`);
  const phases = [...stdout.matchAll(/^phase (\S+) ([0-9.]+)$/gm)].map(
    ([, name, took]) => `${name} ${Number(took).toFixed(1)}`,
  );
  return { seconds, phases };
}

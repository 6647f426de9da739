/** What HAProxy costs a request: kept connections through it and straight to the apiservers, in interleaved pairs. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { vantageNetns } from '../src/lab/names.ts';
import { on } from '../test/lab/barque.ts';
import type { ClusterLab } from './cluster-lab.ts';

const CLIENT = join(dirname(fileURLToPath(import.meta.url)), 'kept-connections.ts');
const PORTS = { through: 8443, direct: 6443 };

export interface Latencies {
  /** Milliseconds, one for each pair. */
  through: number[];
  direct: number[];
  /** Connections that were made: more than two for each apiserver means that some were not kept. */
  sockets: number;
}

/** What is asked for: the cheapest answer that an apiserver has, and what clients come for, an object of the size of a page. */
export const ASKED = ['/version', '/api/v1/namespaces/kube-system/configmaps/kubeadm-config'] as const;

interface AdminFile {
  users: { user: { 'client-certificate-data': string; 'client-key-data': string } }[];
}

export async function measureThrough(
  lab: ClusterLab,
  path: (typeof ASKED)[number],
  pairs: number,
): Promise<Latencies> {
  const folder = await mkdtemp(join(tmpdir(), 'barque-bench-'));
  try {
    const ca = join(folder, 'ca.crt');
    await writeFile(ca, await on(lab.name, lab.planes[0]!.name, 'cat /etc/kubernetes/pki/ca.crt'));
    const admin = parse(
      await on(lab.name, lab.planes[0]!.name, 'cat /etc/kubernetes/admin.conf'),
    ) as AdminFile;
    const { user } = admin.users[0]!;
    const [cert, key] = [join(folder, 'admin.crt'), join(folder, 'admin.key')];
    await writeFile(cert, Buffer.from(user['client-certificate-data'], 'base64'));
    await writeFile(key, Buffer.from(user['client-key-data'], 'base64'), { mode: 0o600 });
    const direct = lab.planes.flatMap(({ address }) => ['--direct', `${address}:${PORTS.direct}`]);
    const words = [
      '--through',
      `${lab.vip}:${PORTS.through}`,
      ...direct,
      ...['--ca', ca, '--cert', cert, '--key', key],
      ...['--path', path],
      '--count',
      String(pairs),
    ];
    const inside = ['netns', 'exec', vantageNetns(lab.name), process.execPath, CLIENT, ...words];
    return JSON.parse(execFileSync('ip', inside, { encoding: 'utf8', maxBuffer: 2 ** 27 })) as Latencies;
  } finally {
    await rm(folder, { recursive: true });
  }
}

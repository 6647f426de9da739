/** Small TLS servers on machines outside the cluster, with certificates of a CA that balancers can verify. */
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** Days; a lab does not live longer. */
const VALID_DAYS = '30';

const START =
  'tar -x -C /usr/local/bin && systemd-run --quiet --collect --unit=echo ' +
  '/usr/local/bin/barque-probe serve --listen :9443 --certificate /usr/local/bin/server.pem --key /usr/local/bin/server.key';

export interface Servers {
  /** The lab's cluster.yaml; `backendCa` is added to it. */
  file: string;
  /** Address under which clients ask for them. */
  vip: string;
  /** Machines and their addresses. */
  machines: readonly { name: string; address: string }[];
  /** The static program barque-probe. */
  program: string;
}

/** `ssh(machine, command, input)` runs a command on a machine as root. */
export async function startServers(
  { file, vip, machines, program }: Servers,
  ssh: (machine: string, command: string, input: Uint8Array) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'barque-servers-'));
  const openssl = (...args: string[]) => execa('openssl', args, { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  try {
    await openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      VALID_DAYS,
      '-subj',
      '/CN=servers',
    );
    await copyFile(program, join(folder, 'barque-probe'));
    await chmod(join(folder, 'barque-probe'), 0o755);
    for (const { name, address } of machines) {
      await openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', `/CN=${name}`);
      await writeFile(join(folder, 'names'), `subjectAltName=DNS:${name},IP:${address},IP:${vip}\n`);
      const sign = [
        'x509',
        '-req',
        '-in',
        'server.csr',
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
      ];
      await openssl(...sign, '-out', 'server.pem', '-days', VALID_DAYS, '-extfile', 'names');
      const files = ['barque-probe', 'server.pem', 'server.key'];
      const { stdout } = await execa('tar', ['-c', ...files], { cwd: folder, encoding: 'buffer' });
      await ssh(name, `${START} --name ${name}`, stdout);
    }
    await copyFile(join(folder, 'ca.pem'), join(dirname(file), 'servers-ca.pem'));
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/^( *)loadBalancer:\n/m, '$&$1  backendCa: ./servers-ca.pem\n'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

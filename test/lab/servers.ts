/** Small TLS servers on machines outside the cluster, for balancers to stand in front of. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { start, well } from './barque.ts';

/** `bundle` is a folder whose part `probe` holds the program. */
export async function startServers(lab: string, machines: readonly string[], bundle: string): Promise<void> {
  const shown = JSON.parse(await well('bundle', 'show', bundle, '-o', 'json')) as {
    files: { path: string; name: string; kind: string }[];
  };
  const { path } = shown.files.find(({ kind, name }) => kind === 'program' && name === 'barque-probe')!;
  const program = await readFile(join(bundle, path));
  for (const machine of machines) {
    const command =
      'cat >/usr/local/bin/barque-probe && chmod +x /usr/local/bin/barque-probe && ' +
      `systemd-run --quiet --collect --unit=echo /usr/local/bin/barque-probe serve --tls --listen :9443 --name ${machine}`;
    const { code, stderr } = await start(['lab', 'ssh', `${lab}/${machine}`, '--', command], program).ended;
    if (code !== 0) throw new Error(`no server on ${machine}: ${stderr}`);
  }
}

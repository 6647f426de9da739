/** Servers for balancers to stand in front of, started as the demonstration starts them. */
import { join } from 'node:path';
import { startServers } from '../../setup/servers.ts';
import { start, well } from './barque.ts';

/** `bundle` is a folder whose part `probe` holds the program. */
export async function servers(lab: string, file: string, vip: string, bundle: string): Promise<void> {
  const shown = JSON.parse(await well('bundle', 'show', bundle, '-o', 'json')) as {
    files: { path: string; name: string; kind: string }[];
  };
  const { path } = shown.files.find(({ kind, name }) => kind === 'program' && name === 'barque-probe')!;
  const { machines } = JSON.parse(await well('lab', 'status', lab, '-o', 'json')) as {
    machines: { name: string; address: string; roles: string[] }[];
  };
  const plain = machines.filter(({ roles }) => roles.length === 0);
  await startServers(
    { file, vip, machines: plain, program: join(bundle, path) },
    async (machine, command, input) => {
      const { code, stderr } = await start(['lab', 'ssh', `${lab}/${machine}`, '--', command], input).ended;
      if (code !== 0) throw new Error(`no server on ${machine}: ${stderr}`);
    },
  );
}

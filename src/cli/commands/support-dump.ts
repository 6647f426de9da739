/** `barque support dump`: everything that somebody needs who shall help, in one archive without secrets. */
import { join, resolve } from 'node:path';
import { doorsOf } from '../../app/doors.ts';
import { loadCluster } from '../../app/load-cluster.ts';
import { lookNow, plainLook } from '../../app/status.ts';
import { gatherSupport } from '../../app/support.ts';
import { systemClock } from '../../base/clock.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { redactor } from '../../base/redact.ts';
import { foldersOf } from '../../base/xdg.ts';
import type { Command } from '../command.ts';
import { FILE_OPTION } from '../options.ts';
import { archiveName, packSupport } from '../support-archive.ts';
import { toolVersion } from '../version.ts';
import { hostList } from '../views/listing.ts';
import { byteText } from '../views/quantities.ts';

export const supportDump: Command = {
  name: 'support dump',
  summary: 'pack what somebody needs who shall help, without secrets',
  details:
    'Configurations, states and logs of every host that answers, status, and the journals of the last runs. Keys and kubeconfigs are never read, and what looks like a secret is blanked. Names and addresses stay in it.',
  options: [
    FILE_OPTION,
    { flags: '--out <path>', summary: 'where to write it; otherwise here, named after cluster and time' },
  ],
  examples: ['barque support dump', 'barque support dump --out night.tar.gz'],
  run: async ({ options, terminal, signal }) => {
    const { spec } = await loadCluster(String(options['file']));
    const folders = foldersOf(terminal.env);
    const path = resolve(
      typeof options['out'] === 'string' ? options['out'] : archiveName(spec.name, systemClock.now()),
    );
    terminal.stderr.write(`Reading ${hostList(spec.hosts.map(({ name }) => name))}, a few seconds …\n`);
    const hosts = doorsOf(spec, folders).map(({ host }) => host);
    const status = await lookNow(plainLook(spec, hosts, folders), signal);
    const about = `barque ${toolVersion()}\nnode ${process.version}\ntime ${new Date(systemClock.now()).toISOString()}\n`;
    const made = await gatherSupport(
      { spec, hosts, runs: join(folders.state, 'runs'), status, about, redact: redactor([]) },
      signal,
    );
    const bytes = await packSupport(made.files, path);
    for (const { host, because } of made.silent) terminal.stderr.write(`${host} gave nothing: ${because}\n`);
    terminal.stderr.write(
      `${made.files.length} files, ${byteText(bytes)}. Names and addresses are in it; look before you send it:\n\n  tar -tzf ${path}\n`,
    );
    terminal.stdout.write(`${path}\n`);
    return made.silent.length > 0 ? EXIT.connection : EXIT.done;
  },
};

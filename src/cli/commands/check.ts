/** `barque check`: whether the hosts are fit for what the file wishes. */
import { ALL_PROBES, type Judged, judgeHosts } from '../../app/check.ts';
import { doorsOf } from '../../app/doors.ts';
import { loadCluster } from '../../app/load-cluster.ts';
import { systemClock } from '../../base/clock.ts';
import { BarqueError } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { CHECKS } from '../../checks/checks.ts';
import { refuseUnplannable } from '../../spec/plannable.ts';
import type { ResolvedSpec } from '../../spec/resolved.ts';
import type { Command, Option } from '../command.ts';
import { FILE_OPTION, limitOption } from '../options.ts';
import { checkLines, checkListLines } from '../views/check.ts';
import { warn } from '../views/diagnostics.ts';
import { paint } from '../views/paint.ts';

/** `apply` has it too. */
export const IGNORE_CHECK_OPTION: Option = {
  flags: '--ignore-check <id...>',
  summary: 'leave this check out; may be given several times',
};

/** The ids of `--ignore-check`. */
export function ignoreCheckOption(value: unknown): readonly string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

export const check: Command = {
  name: 'check',
  summary: 'see whether the hosts are fit for the cluster, and change nothing',
  details:
    'It asks every host, and tries the network between them with doors that are opened for some seconds. Ends with 3 when a check failed. On a living cluster its own ports, files and VIP are as they should be.',
  options: [
    FILE_OPTION,
    IGNORE_CHECK_OPTION,
    { flags: '--limit <hosts>', summary: 'only these hosts, separated by commas' },
    { flags: '--list', summary: 'show every check and why there is one, and ask no host' },
    {
      flags: '-o, --output <format>',
      summary: 'how to print it',
      default: 'table',
      choices: ['table', 'json'],
    },
  ],
  examples: [
    'barque check',
    'barque check --ignore-check swap --ignore-check etcd-disk',
    'barque check --list',
  ],
  run: async ({ options, terminal, signal }) => {
    const colour = paint(terminal.stdout, terminal.env);
    const isJson = options['output'] === 'json';
    if (options['list'] === true) {
      const all = CHECKS.map(({ id, title, why }) => ({ id, title, why }));
      terminal.stdout.write(
        isJson ? `${JSON.stringify(all, null, 2)}\n` : `${checkListLines(all, colour).join('\n')}\n`,
      );
      return EXIT.done;
    }
    const loaded = await loadCluster(String(options['file']));
    warn(loaded, terminal);
    refuseUnplannable(loaded);
    const { spec } = loaded;
    const limit = limitOption(options['limit']);
    if (limit !== null) refuseStrangers(limit, spec);
    const ignore = ignoreCheckOption(options['ignoreCheck']);
    const hosts = doorsOf(spec, foldersOf(terminal.env))
      .map(({ host }) => host)
      .filter(({ name }) => limit === null || limit.includes(name));
    const judged = await judgeHosts({ spec, hosts, ignore, probing: ALL_PROBES, clock: systemClock }, signal);
    const failed = judged.filter(isFailed).length;
    if (isJson) {
      const checks = judged.map(({ check: { id, title, why }, verdicts }) => ({ id, title, why, verdicts }));
      terminal.stdout.write(
        `${JSON.stringify({ cluster: spec.name, failed, ignored: ignore, checks }, null, 2)}\n`,
      );
    } else {
      terminal.stdout.write(`${checkLines(judged, ignore, colour).join('\n')}\n`);
    }
    return failed > 0 ? EXIT.check : EXIT.done;
  },
};

function isFailed({ verdicts }: Judged): boolean {
  return verdicts.some(({ is }) => is === 'failed');
}

function refuseStrangers(names: readonly string[], { hosts }: ResolvedSpec): void {
  const stranger = names.find(name => !hosts.some(host => host.name === name));
  if (stranger === undefined) return;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'read --limit',
    cameBack: `the file has no host ${stranger}`,
    next: `Its hosts: ${hosts.map(({ name }) => name).join(', ')}`,
  });
}

/** `barque run show`: what a run did, in plain words. */
import { join } from 'node:path';
import { doorsOf } from '../../app/doors.ts';
import { toldByHosts } from '../../app/host-journals.ts';
import { loadCluster } from '../../app/load-cluster.ts';
import { systemClock } from '../../base/clock.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { isDeadHere } from '../../run/holder.ts';
import { readJournal } from '../../run/journal.ts';
import { journalPath, runCalled, runNames } from '../../run/journals.ts';
import { storyOf } from '../../run/story.ts';
import type { Command, Invocation } from '../command.ts';
import { FILE_OPTION } from '../options.ts';
import { hostJournalLines } from '../views/host-journals.ts';
import { paint } from '../views/paint.ts';
import { storyLines } from '../views/run-story.ts';

export const runShow: Command = {
  name: 'run show',
  summary: 'tell what a run did',
  details:
    'Also for one that was killed: what is known to be done, and what nobody knows. A run from another machine has its journal there; with --hosts the hosts themselves tell what it did to them.',
  arguments: [{ form: '[ID]', summary: 'its name, or how it begins or ends; the newest when left out' }],
  options: [
    {
      flags: '--hosts',
      summary: 'as the hosts of the cluster have noted it, also a run from another machine',
    },
    FILE_OPTION,
    {
      flags: '-o, --output <format>',
      summary: 'how to print: as told, or its events as lines of json',
      default: 'table',
      choices: ['table', 'jsonl'],
    },
  ],
  examples: [
    'barque run show',
    'barque run show d282',
    'barque run show 20261123-06 -o jsonl',
    'barque run show --hosts',
  ],
  run: async invocation => {
    if (invocation.options['hosts'] === true) return await byHosts(invocation);
    const { args, options, terminal } = invocation;
    const folder = join(foldersOf(terminal.env).state, 'runs');
    const names = await runNames(folder);
    const called = typeof args[0] === 'string' ? args[0] : names[0];
    if (called === undefined) {
      terminal.stderr.write(`No runs yet on this machine. Those from another one: ${SHOW_BY_HOSTS}\n`);
      return EXIT.done;
    }
    const run = runCalled(names, called);
    const { events, torn } = await readJournal(journalPath(folder, run));
    if (options['output'] === 'jsonl')
      for (const event of events) terminal.stdout.write(`${JSON.stringify(event)}\n`);
    else {
      const colour = paint(terminal.stdout, terminal.env);
      const lines = storyLines(run, storyOf(events), torn, { now: systemClock.now(), isDeadHere }, colour);
      terminal.stdout.write(`${lines.join('\n')}\n`);
    }
    return EXIT.done;
  },
};

/** What to type where this machine has no journal. */
const SHOW_BY_HOSTS = 'barque run show --hosts';

async function byHosts({ args, options, terminal, signal }: Invocation): Promise<number> {
  const { spec } = await loadCluster(String(options['file']));
  const called = typeof args[0] === 'string' ? args[0] : null;
  const doors = doorsOf(spec, foldersOf(terminal.env));
  const { run, told } = await toldByHosts(
    doors.map(({ host }) => host),
    called,
    signal,
  );
  if (options['output'] === 'jsonl')
    for (const { host, steps } of told)
      for (const step of steps ?? []) terminal.stdout.write(`${JSON.stringify({ run, host, ...step })}\n`);
  else
    terminal.stdout.write(
      `${hostJournalLines(run, told, paint(terminal.stdout, terminal.env)).join('\n')}\n`,
    );
  return EXIT.done;
}

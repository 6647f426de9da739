/** `barque run list`: the runs of this machine. */
import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { isDeadHere } from '../../run/holder.ts';
import { readJournal } from '../../run/journal.ts';
import { journalPath, runNames } from '../../run/journals.ts';
import { storyOf } from '../../run/story.ts';
import type { Command } from '../command.ts';
import { STORY_COLUMNS, storyRow } from '../views/run-story.ts';
import { table } from '../views/table.ts';

/** More than a screen helps nobody; `--all` shows them. */
const MOST = 20;

export const runList: Command = {
  name: 'run list',
  summary: 'the runs of this machine, the newest first',
  details:
    'Each run keeps a journal here, also one that was killed. `barque run show` tells what one of them did.',
  options: [
    { flags: '--all', summary: `not only the newest ${MOST}` },
    {
      flags: '-o, --output <format>',
      summary: 'how to print',
      default: 'table',
      choices: ['table', 'json'],
    },
  ],
  examples: ['barque run list', 'barque run list --all -o json'],
  run: async ({ options, terminal }) => {
    const folder = join(foldersOf(terminal.env).state, 'runs');
    const names = await runNames(folder);
    const shown = options['all'] === true ? names : names.slice(0, MOST);
    const stories = await Promise.all(
      shown.map(async run => ({ run, ...storyOf((await readJournal(journalPath(folder, run))).events) })),
    );
    if (options['output'] === 'json') {
      const rows = stories.map(({ run, cluster, operation, beganAt, lastAt, ending, changes, ms }) => ({
        run,
        cluster,
        operation,
        beganAt,
        lastAt,
        ending,
        changes,
        ms,
      }));
      terminal.stdout.write(`${JSON.stringify(rows)}\n`);
    } else if (stories.length === 0) terminal.stderr.write('No runs yet on this machine.\n');
    else {
      const present = { now: systemClock.now(), isDeadHere };
      const rows = stories.map(story => storyRow(story.run, story, present));
      terminal.stdout.write(table([STORY_COLUMNS, ...rows]));
      if (shown.length < names.length)
        terminal.stderr.write(`and ${names.length - shown.length} older ones: --all\n`);
    }
    return EXIT.done;
  },
};

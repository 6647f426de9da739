/** `barque run show`: what a run did, in plain words. */
import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { readJournal } from '../../run/journal.ts';
import { journalPath, runCalled, runNames } from '../../run/journals.ts';
import { storyOf } from '../../run/story.ts';
import type { Command } from '../command.ts';
import { paint } from '../views/paint.ts';
import { storyLines } from '../views/run-story.ts';

export const runShow: Command = {
  name: 'run show',
  summary: 'tell what a run did',
  details: 'Also for one that was killed: what is known to be done, and what nobody knows.',
  arguments: [{ form: '[ID]', summary: 'its name, or how it begins or ends; the newest when left out' }],
  options: [
    {
      flags: '-o, --output <format>',
      summary: 'how to print: as told, or its events as lines of json',
      default: 'table',
      choices: ['table', 'jsonl'],
    },
  ],
  examples: ['barque run show', 'barque run show d282', 'barque run show 20261123-06 -o jsonl'],
  run: async ({ args, options, terminal }) => {
    const folder = join(foldersOf(terminal.env).state, 'runs');
    const names = await runNames(folder);
    const called = typeof args[0] === 'string' ? args[0] : (names[0] ?? '');
    const run = runCalled(names, called);
    const { events, torn } = await readJournal(journalPath(folder, run));
    if (options['output'] === 'jsonl')
      for (const event of events) terminal.stdout.write(`${JSON.stringify(event)}\n`);
    else {
      const colour = paint(terminal.stdout, terminal.env);
      const lines = storyLines(run, storyOf(events), torn, systemClock.now(), colour);
      terminal.stdout.write(`${lines.join('\n')}\n`);
    }
    return EXIT.done;
  },
};

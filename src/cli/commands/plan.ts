/** `barque plan`: what would be done, without doing any of it. */
import { stringify } from 'yaml';
import { planCluster } from '../../app/cluster-plan.ts';
import { doorsOf } from '../../app/doors.ts';
import { presentContents, SHOWN_CONTENTS } from '../../app/present-contents.ts';
import { savePlan } from '../../app/saved-plan.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { limitPlan } from '../../plan/limit-plan.ts';
import { printPlan } from '../../plan/plan.ts';
import type { Command } from '../command.ts';
import { openCluster } from '../open-cluster.ts';
import { BUNDLE_OPTION, DEEP_OPTION, FILE_OPTION, LIMIT_OPTION, limitOption, withFile } from '../options.ts';
import { leftOutLines } from '../views/left-out.ts';
import { paint } from '../views/paint.ts';
import { planLines } from '../views/plan.ts';

export const plan: Command = {
  name: 'plan',
  summary: 'show what apply would do, and change nothing',
  options: [
    FILE_OPTION,
    BUNDLE_OPTION,
    DEEP_OPTION,
    LIMIT_OPTION,
    { flags: '--save <path>', summary: 'keep the plan, to apply exactly this one later' },
    {
      flags: '-o, --output <format>',
      summary: 'how to print it',
      default: 'table',
      choices: ['table', 'json', 'yaml'],
    },
    { flags: '-v, --verbose', summary: 'whole diffs, the content of new files, and what waits for what' },
    { flags: '--detailed-exitcode', summary: 'end with 2 when there is something to do' },
  ],
  examples: ['barque plan', 'barque plan --save grow.plan && barque apply --plan grow.plan'],
  run: async ({ options, terminal, signal }) => {
    const folders = foldersOf(terminal.env);
    const { input } = await openCluster(options, terminal);
    const limit = limitOption(options['limit']);
    const verbose = options['verbose'] === true;
    const isTable = options['output'] === 'table';
    const hosts = doorsOf(input.spec, folders).map(({ host }) => host);
    const { plan: whole, view } = await planCluster(input, hosts, signal);
    const made = limit === null ? whole : limitPlan(whole, limit);
    const most = verbose ? Number.POSITIVE_INFINITY : SHOWN_CONTENTS;
    const present = isTable ? await presentContents(made, hosts, most, signal) : new Map();
    if (typeof options['save'] === 'string') await savePlan(options['save'], made);
    const colour = paint(terminal.stdout, terminal.env);
    if (options['output'] === 'json') terminal.stdout.write(printPlan(made));
    else if (options['output'] === 'yaml') terminal.stdout.write(stringify(made));
    else {
      const lines = planLines(made, colour, { verbose, present });
      terminal.stdout.write(`${[...lines, ...leftOutLines(view.silent, options)].join('\n')}\n`);
    }
    if (typeof options['save'] === 'string') {
      const command = withFile(`barque apply --plan ${options['save']}`, options);
      terminal.stderr.write(`\nSaved. Apply exactly this with\n\n  ${command}\n`);
    }
    return options['detailedExitcode'] === true && made.changes.length > 0 ? EXIT.differences : EXIT.done;
  },
};

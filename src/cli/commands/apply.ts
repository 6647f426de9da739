/** `barque apply`: make the hosts as the file says. */
import { type Applied, apply as applyPlan } from '../../app/apply.ts';
import { withDoors } from '../../app/doors.ts';
import { readSavedPlan } from '../../app/saved-plan.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { askYes } from '../ask.ts';
import { bundleSource } from '../bundle-source.ts';
import type { Command, Terminal } from '../command.ts';
import { openCluster } from '../open-cluster.ts';
import { BUNDLE_OPTION, DEEP_OPTION, durationOption, FILE_OPTION } from '../options.ts';
import { paint } from '../views/paint.ts';
import { planLines, summaryLine } from '../views/plan.ts';
import { runProgress } from '../views/run-progress.ts';

export const apply: Command = {
  name: 'apply',
  summary: 'make the hosts as the file says',
  details:
    'It plans, shows the plan, asks, and does it. It may be stopped or killed at any moment: run it again and it goes on from what it finds.',
  options: [
    FILE_OPTION,
    BUNDLE_OPTION,
    DEEP_OPTION,
    { flags: '--plan <path>', summary: 'apply this saved plan byte for byte, or refuse' },
    { flags: '-y, --yes', summary: 'do not ask' },
    {
      flags: '--lock-timeout <time>',
      summary: 'how long to wait while another run holds the cluster',
      default: '0s',
    },
    { flags: '--allow-module-bundle', summary: 'use programs built from Go modules on these hosts' },
    {
      flags: '-o, --output <format>',
      summary: 'how to print: the result as json, or every event as a line of json',
      default: 'table',
      choices: ['table', 'json', 'jsonl'],
    },
  ],
  examples: ['barque apply', 'barque apply --yes', 'barque apply --plan grow.plan'],
  run: async ({ options, terminal, signal }) => {
    const folders = foldersOf(terminal.env);
    const { input, bundle } = await openCluster(options, terminal);
    const saved = typeof options['plan'] === 'string' ? await readSavedPlan(options['plan']) : null;
    const colour = paint(terminal.stderr, terminal.env);
    const progress = runProgress(terminal);
    const began = performance.now();
    const applied = await withDoors(input.spec, folders, doors =>
      applyPlan(
        {
          input,
          source: bundleSource(bundle, signal),
          doors,
          folders,
          saved,
          allowModules: input.spec.bundle.allowModules || options['allowModuleBundle'] === true,
          mayReplan: options['yes'] === true,
          lockTimeoutMs: durationOption('lock-timeout', options['lockTimeout']),
          confirm: async plan => {
            // A saved plan has been looked at already.
            const lines = saved === null ? planLines(plan, colour, { verbose: false }) : [summaryLine(plan)];
            terminal.stderr.write(`${lines.join('\n')}\n\n`);
            return options['yes'] === true || saved !== null || (await askYes('Do this?', terminal, signal));
          },
          seen: event => {
            if (options['output'] === 'jsonl') terminal.stdout.write(`${JSON.stringify(event)}\n`);
            else progress.seen(event);
          },
        },
        signal,
      ),
    ).finally(progress.end);
    return told(applied, performance.now() - began, options['output'] !== 'table', terminal);
  },
};

/** Prints how it ended and what to do next; returns the exit code. */
function told(applied: Applied, ms: number, json: boolean, terminal: Terminal): number {
  const colour = paint(terminal.stderr, terminal.env);
  const code = codeOf(applied);
  if (json) {
    const { plan: _plan, ...rest } = { plan: null, ...applied };
    terminal.stdout.write(`${JSON.stringify({ ...rest, exitCode: code })}\n`);
  }
  const say = (line: string) => terminal.stderr.write(`${line}\n`);
  const leftOut = 'leftOut' in applied && applied.leftOut.length > 0 ? applied.leftOut.join(', ') : undefined;
  const except = leftOut === undefined ? '' : ` Left out, since it does not answer: ${leftOut}.`;
  if (applied.is === 'nothing-to-do') say(`Nothing to do: everything is as the file says.${except}`);
  if (applied.is === 'declined') say('Nothing was changed.');
  if (applied.is !== 'ran') return code;
  const time = `${(ms / 1000).toFixed(1)} s`;
  if (applied.result === 'done') {
    say(`\n${colour.green('Done')} in ${time}: ${applied.plan.changes.length} changes.${except}`);
    return code;
  }
  const words = {
    failed: 'Not everything was done.',
    cancelled: 'Stopped as you asked; what had begun was finished.',
    fenced: 'Another run has taken the cluster; this one did nothing more.',
  }[applied.result];
  say(
    `\n${colour.red(words)} (${time})\n\nIt is safe to run the same command again: it goes on from what it finds.`,
  );
  say(`The journal of this run is ${applied.journal}`);
  return code;
}

function codeOf(applied: Applied): number {
  if (applied.is === 'declined') return EXIT.cancelled;
  // A host that was left out is not as the file says, and a script must know.
  const done = applied.leftOut.length > 0 ? EXIT.connection : EXIT.done;
  if (applied.is === 'nothing-to-do') return done;
  return {
    done,
    failed: EXIT['remote-step'],
    cancelled: EXIT.interrupted,
    fenced: EXIT['lock-held'],
  }[applied.result];
}

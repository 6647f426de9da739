/** `barque apply`: make the hosts as the file says. */
import { type Applied, apply as applyPlan } from '../../app/apply.ts';
import { doorsOf } from '../../app/doors.ts';
import { presentContents, SHOWN_CONTENTS } from '../../app/present-contents.ts';
import { readSavedPlan } from '../../app/saved-plan.ts';
import { BarqueError } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import type { Door } from '../../hosts/host.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ResolvedSpec } from '../../spec/resolved.ts';
import { askYes } from '../ask.ts';
import { bundleSource } from '../bundle-source.ts';
import type { Command, Terminal } from '../command.ts';
import { openCluster } from '../open-cluster.ts';
import {
  BUNDLE_OPTION,
  DEEP_OPTION,
  durationOption,
  FILE_OPTION,
  LIMIT_OPTION,
  LOCK_TIMEOUT_OPTION,
  limitOption,
  withFile,
} from '../options.ts';
import { leftOutLines } from '../views/left-out.ts';
import { type Paint, paint } from '../views/paint.ts';
import { planLines, summaryLines } from '../views/plan.ts';
import { runProgress } from '../views/run-progress.ts';
import type { RunState } from '../views/run-state.ts';
import { summaryOf } from '../views/run-summary.ts';
import { IGNORE_CHECK_OPTION, ignoreCheckOption } from './check.ts';

export const apply: Command = {
  name: 'apply',
  summary: 'make the hosts as the file says',
  details:
    'It plans, shows the plan, asks, and does it. It may be stopped or killed at any moment: run it again and it goes on from what it finds.',
  options: [
    FILE_OPTION,
    BUNDLE_OPTION,
    DEEP_OPTION,
    LIMIT_OPTION,
    { flags: '--plan <path>', summary: 'apply this saved plan byte for byte, or refuse' },
    { flags: '-y, --yes', summary: 'do not ask' },
    IGNORE_CHECK_OPTION,
    LOCK_TIMEOUT_OPTION,
    { flags: '--allow-module-bundle', summary: 'use programs built from Go modules on these hosts' },
    {
      flags: '-o, --output <format>',
      summary: 'how to print: the result as json, or every event as a line of json',
      default: 'table',
      choices: ['table', 'json', 'jsonl'],
    },
  ],
  examples: [
    'barque apply',
    'barque apply --yes',
    'barque apply --limit cp1,cp2',
    'barque apply --plan grow.plan',
  ],
  run: async ({ options, terminal, signal }) => {
    const folders = foldersOf(terminal.env);
    const limit = limitOption(options['limit']);
    if (limit !== null && options['plan'] !== undefined) throw limitedPlan();
    const { input, bundle } = await openCluster(options, terminal);
    const saved = typeof options['plan'] === 'string' ? await readSavedPlan(options['plan']) : null;
    const colour = paint(terminal.stderr, terminal.env);
    const isJsonl = options['output'] === 'jsonl';
    const progress = runProgress(terminal);
    let began = performance.now();
    const show = async (plan: Plan, doors: readonly Door[]) => {
      // A saved plan has been looked at already.
      if (saved !== null) return summaryLines(plan, colour);
      const hosts = doors.map(({ host }) => host);
      const present = await presentContents(plan, hosts, SHOWN_CONTENTS, signal);
      return planLines(plan, colour, { verbose: false, present });
    };
    const left = () => {
      progress.end();
      terminal.stderr.write(`\n${LEFT}\n`);
    };
    const stop = () => {
      if (progress.state().plan === null) return;
      if (!isJsonl) progress.seen({ is: 'stop.asked' });
      // A second Ctrl-C ends the process where it is (main.ts).
      process.on('exit', left);
    };
    signal.addEventListener('abort', stop);
    const consent = () =>
      askYes('Do this?', terminal, signal).catch((error: unknown) => {
        if (signal.aborted) terminal.stderr.write('\nNothing was changed.\n');
        throw error;
      });
    const doors = doorsOf(input.spec, folders);
    const applied = await applyPlan(
      {
        input,
        source: bundleSource(bundle, signal),
        doors,
        folders,
        saved,
        limit,
        allowModules: input.spec.bundle.allowModules || options['allowModuleBundle'] === true,
        mayReplan: options['yes'] === true,
        ignoreChecks: ignoreCheckOption(options['ignoreCheck']),
        lockTimeoutMs: durationOption('lock-timeout', options['lockTimeout']),
        confirm: async (plan, silent) => {
          const shown = [...(await show(plan, doors)), ...leftOutLines(silent, options)];
          terminal.stderr.write(`${shown.join('\n')}\n\n`);
          const isWanted = options['yes'] === true || saved !== null || (await consent());
          began = performance.now();
          if (isWanted) progress.planned(plan);
          return isWanted;
        },
        renewed: progress.planned,
        seen: event => {
          if (isJsonl) terminal.stdout.write(`${JSON.stringify(event)}\n`);
          else progress.seen(event);
        },
      },
      signal,
    ).finally(() => {
      signal.removeEventListener('abort', stop);
      process.off('exit', left);
      progress.end();
    });
    const ms = performance.now() - began;
    const code = codeOf(applied);
    if (options['output'] !== 'table') printResult(applied, code, terminal);
    const lines = endLines(
      applied,
      isJsonl ? null : progress.state(),
      ms,
      nextOf(applied, input.spec, options),
      colour,
    );
    if (applied.is === 'nothing-to-do') lines.push(...leftOutLines(applied.silent, options));
    terminal.stderr.write(lines.map(line => `${line}\n`).join(''));
    return code;
  },
};

const LEFT =
  'Left at once. Steps that run end on their hosts by themselves; the same command, run again, goes on from there.';

function limitedPlan(): BarqueError {
  return new BarqueError({
    domain: 'usage',
    attempted: 'limit a saved plan',
    cameBack: 'a saved plan is applied as it was made',
    next: 'Limit it when it is made: barque plan --limit HOSTS --save FILE.',
  });
}

function printResult(applied: Applied, exitCode: number, terminal: Terminal): void {
  const { plan: _plan, ...rest } = { plan: null, ...applied };
  terminal.stdout.write(`${JSON.stringify({ ...rest, exitCode })}\n`);
}

/** Commands that a person wants after this one. */
function nextOf(
  applied: Applied,
  { kubernetes }: ResolvedSpec,
  options: Readonly<Record<string, unknown>>,
): string[] {
  if (applied.is !== 'ran') return [];
  if (applied.result !== 'done') return [withFile('barque plan', options), withFile('barque apply', options)];
  const status = withFile('barque status', options);
  return kubernetes === null ? [status] : [status, withFile('barque kubeconfig --merge', options)];
}

/** How it ended, in words. `state` is null when nobody reduced the events. */
function endLines(
  applied: Applied,
  state: RunState | null,
  ms: number,
  next: readonly string[],
  colour: Paint,
): string[] {
  if (applied.is === 'declined') return ['Nothing was changed.'];
  const { leftOut } = applied;
  if (applied.is === 'nothing-to-do') {
    const { closed } = applied;
    const except = leftOut.length === 0 ? '' : ` Left out of this run: ${leftOut.join(', ')}.`;
    const given =
      closed === null ? '' : ` The hosts that the run ${closed} had when it broke off are given back.`;
    return [`Nothing to do: everything is as the file says.${except}${given}`];
  }
  const { result, journal } = applied;
  if (state === null) return [`The journal of this run is ${journal}`];
  return summaryOf(state, { result, ms, leftOut, journal, next }, colour);
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

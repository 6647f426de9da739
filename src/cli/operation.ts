/** Runs an operation from the command line: shows its plan, asks, shows its progress and how it ended. */
import { withDoors } from '../app/doors.ts';
import { type Operated, type Operating, operate } from '../app/operate.ts';
import { EXIT } from '../base/exit-codes.ts';
import { foldersOf } from '../base/xdg.ts';
import { askYes } from './ask.ts';
import type { Invocation } from './command.ts';
import { durationOption } from './options.ts';
import { toolVersion } from './version.ts';
import { paint } from './views/paint.ts';
import { planLines } from './views/plan.ts';
import { runProgress } from './views/run-progress.ts';
import { summaryOf } from './views/run-summary.ts';

export interface Words {
  /** What is asked after the plan. */
  question: string;
  nothingToDo: string;
  /** Said when it is done; commands to go on with. */
  done: readonly string[];
}

/** The exit code. */
export async function runOperation(
  work: Pick<Operating, 'spec' | 'operation' | 'desire'>,
  words: Words,
  { options, terminal, signal }: Pick<Invocation, 'options' | 'terminal' | 'signal'>,
): Promise<number> {
  const folders = foldersOf(terminal.env);
  const colour = paint(terminal.stderr, terminal.env);
  const progress = runProgress(terminal);
  let began = performance.now();
  const operated = await withDoors(work.spec, folders, doors =>
    operate(
      {
        ...work,
        tool: toolVersion(),
        doors,
        folders,
        lockTimeoutMs: durationOption('lock-timeout', options['lockTimeout']),
        confirm: async plan => {
          const lines = planLines(plan, colour, { verbose: false, present: new Map() });
          terminal.stderr.write(`${lines.join('\n')}\n\n`);
          const isWanted = options['yes'] === true || (await askYes(words.question, terminal, signal));
          began = performance.now();
          if (isWanted) progress.planned(plan);
          return isWanted;
        },
        renewed: progress.planned,
        seen: progress.seen,
      },
      signal,
    ),
  ).finally(progress.end);
  const end = (lines: readonly string[]) => terminal.stderr.write(lines.map(line => `${line}\n`).join(''));
  if (operated.is === 'declined') end(['Nothing was changed.']);
  else if (operated.is === 'nothing-to-do') end([words.nothingToDo]);
  else {
    const { result, journal, leftOut } = operated;
    const ms = performance.now() - began;
    const next = result === 'done' ? words.done : ['the same command again'];
    end(summaryOf(progress.state(), { result, ms, leftOut, journal, next }, colour));
  }
  return codeOf(operated);
}

function codeOf(operated: Operated): number {
  if (operated.is === 'declined') return EXIT.cancelled;
  if (operated.is === 'nothing-to-do') return EXIT.done;
  return {
    done: EXIT.done,
    failed: EXIT['remote-step'],
    cancelled: EXIT.interrupted,
    fenced: EXIT['lock-held'],
  }[operated.result];
}

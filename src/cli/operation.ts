/** Runs an operation from the command line: shows its plan, asks, shows its progress and how it ended. */
import { doorsOf } from '../app/doors.ts';
import type { Handling, Operated } from '../app/run-plan.ts';
import { EXIT } from '../base/exit-codes.ts';
import { foldersOf } from '../base/xdg.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { askYes } from './ask.ts';
import type { Invocation } from './command.ts';
import { durationOption } from './options.ts';
import { toolVersion } from './version.ts';
import { hostList } from './views/listing.ts';
import { paint } from './views/paint.ts';
import { planLines } from './views/plan.ts';
import { runProgress } from './views/run-progress.ts';
import { summaryOf } from './views/run-summary.ts';

type Asked = Pick<Invocation, 'options' | 'terminal' | 'signal'>;

export interface Words {
  nothingToDo: string;
  /** Commands to go on with when it is done. */
  next: readonly string[];
  /** What leads back instead of on, where it is not done. */
  back?: string;
  /** Said when it is done. */
  done?: string;
  /** What it means for hosts that they were left out. */
  leftOut?(hosts: readonly string[]): string;
}

export interface OperationOfCommand {
  spec: ResolvedSpec;
  run(handling: Handling): Promise<Operated>;
  /** Whether the person wants what the plan shows. */
  consent(): Promise<boolean>;
  words: Words;
  /** Whether it is not done while a host of the file does not answer. */
  needsAll?: true;
}

/** The exit code. */
export async function runOperation(operation: OperationOfCommand, asked: Asked): Promise<number> {
  const { options, terminal } = asked;
  const { spec, words, needsAll } = operation;
  const folders = foldersOf(terminal.env);
  const colour = paint(terminal.stderr, terminal.env);
  const progress = runProgress(terminal);
  let began = performance.now();
  const doors = doorsOf(spec, folders);
  const operated = await operation
    .run({
      tool: toolVersion(),
      doors,
      folders,
      lockTimeoutMs: durationOption('lock-timeout', options['lockTimeout']),
      confirm: async plan => {
        const lines = planLines(plan, colour, { verbose: false, present: new Map() });
        terminal.stderr.write(`${lines.join('\n')}\n\n`);
        const isWanted = await operation.consent();
        began = performance.now();
        if (isWanted) progress.planned(plan);
        return isWanted;
      },
      renewed: progress.planned,
      seen: progress.seen,
    })
    .finally(progress.end);
  const end = (...lines: readonly string[]) => terminal.stderr.write(lines.map(line => `${line}\n`).join(''));
  if (operated.is === 'declined') end('Nothing was changed.');
  else if (operated.is === 'nothing-to-do') {
    end(words.nothingToDo);
    if (operated.leftOut.length > 0)
      end(colour.yellow(`Left out of this run: ${hostList(operated.leftOut)}.`));
  } else {
    const { result, journal, leftOut } = operated;
    const ms = performance.now() - began;
    const next =
      result === 'done'
        ? words.next
        : ['the same command again', ...(words.back === undefined ? [] : [words.back])];
    end(...summaryOf(progress.state(), { result, ms, leftOut, journal, next }, colour));
    if (result === 'done' && words.done !== undefined) end(words.done);
  }
  if ('leftOut' in operated && operated.leftOut.length > 0 && words.leftOut !== undefined)
    end(colour.yellow(words.leftOut(operated.leftOut)));
  return codeOf(operated, needsAll === true);
}

/** Asks for a yes, unless --yes was given. */
export function yesOr(question: string, { options, terminal, signal }: Asked): () => Promise<boolean> {
  return async () => options['yes'] === true || (await askYes(question, terminal, signal));
}

function codeOf(operated: Operated, needsAll: boolean): number {
  if (operated.is === 'declined') return EXIT.cancelled;
  const done = needsAll && operated.leftOut.length > 0 ? EXIT.connection : EXIT.done;
  if (operated.is === 'nothing-to-do') return done;
  return {
    done,
    failed: EXIT['remote-step'],
    cancelled: EXIT.interrupted,
    fenced: EXIT['lock-held'],
  }[operated.result];
}

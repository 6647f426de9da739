/** What `prove` says while it goes on: a line for each drill and sample, and what happens now where the terminal can show it. */
import { createLogUpdate } from 'log-update';
import type { JudgedSample } from '../../prove/proof.ts';
import type { ProveEvent } from '../../prove/prove.ts';
import type { Terminal } from '../command.ts';
import { paint } from './paint.ts';

export interface ProveProgress {
  say(what: string): void;
  seen(event: ProveEvent): void;
  end(): void;
}

export function proveProgress(terminal: Terminal, samples: number): ProveProgress {
  const { stderr, env } = terminal;
  const colour = paint(stderr, env);
  const canMove = stderr.isTTY === true && env['TERM'] !== 'dumb';
  const live = canMove
    ? createLogUpdate(stderr as Parameters<typeof createLogUpdate>[0], { showCursor: true })
    : undefined;
  const line = (text: string) => {
    live?.clear();
    stderr.write(`${text}\n`);
  };
  return {
    say: what => live?.(colour.dim(`  … ${what}`)),
    seen: event => {
      switch (event.is) {
        case 'drill':
          return line(`${colour.bold(event.drill.id)}  ${event.drill.does}`);
        case 'skipped':
          return line(`${colour.dim(event.drill.id)}  ${colour.yellow(`not run: ${event.because}`)}`);
        case 'sample':
          if (samples > 1 && !canMove) return;
          return live?.(colour.dim(`  … sample ${event.nth} of ${samples}`));
        case 'judged':
          return line(`  ${sampleWords(event.sample, samples, colour)}`);
        case 'repeated':
          return line(colour.yellow(`  again: ${event.because}`));
        case 'ended':
          return;
      }
    },
    end: () => live?.done(),
  };
}

function sampleWords(sample: JudgedSample, samples: number, colour: ReturnType<typeof paint>): string {
  const failed = sample.judges.filter(({ verdict }) => verdict === 'failed');
  const isLate = sample.judges.some(({ verdict }) => verdict === 'not-judged');
  const mark = failed.length > 0 ? colour.red('✗') : isLate ? colour.yellow('?') : colour.green('✓');
  const nth = samples > 1 ? `${sample.nth}/${samples}  ` : '';
  const outage = sample.outageMs.newConnections;
  const clean = sample.timeToCleanMs.newConnections;
  const where = sample.struck.length === 0 ? '' : `  on ${sample.struck.join(', ')}`;
  const variant = sample.variant === '' ? '' : `  (${sample.variant})`;
  const why = failed.length === 0 ? '' : colour.red(`  ${failed.map(({ judge }) => judge).join(', ')}`);
  return `${mark} ${nth}outage ${Math.round(outage ?? 0)} ms, clean after ${Math.round(clean ?? 0)} ms${where}${variant}${why}`;
}

/** What hosts have noted of a run, host by host. */
import type { ToldByHost } from '../../app/host-journals.ts';
import type { NotedStep } from '../../facts/now/host-journal.ts';
import type { Paint } from './paint.ts';

const ENDED: Readonly<Record<NotedStep['ended'], string>> = {
  done: '',
  'not-done': 'it was tried and is not done',
  'not-started': 'it could not be started',
  open: 'begun, and no end is noted',
};

export function hostJournalLines(run: string, told: readonly ToldByHost[], paint: Paint): string[] {
  const lines = [paint.bold(run), 'As its hosts have noted it, by their own clocks.'];
  for (const { host, steps, because } of told) {
    if (steps === null) lines.push('', paint.yellow(`${host} did not answer: ${because}`));
    else if (steps.length > 0)
      lines.push('', paint.bold(host), ...steps.map(each => stepLine(host, each, paint)));
  }
  const idle = told.filter(({ steps }) => steps?.length === 0).map(({ host }) => host);
  if (idle.length > 0) lines.push('', paint.dim(`It did nothing on ${idle.join(', ')}.`));
  return lines;
}

function stepLine(host: string, { step, beganAt, ended }: NotedStep, paint: Paint): string {
  const sign = ended === 'done' ? paint.green('✓') : ended === 'open' ? paint.yellow('?') : paint.red('✗');
  const what = step.startsWith(`${host}/`) ? step.slice(host.length + 1) : step;
  return `  ${sign} ${beganAt}  ${what}${ended === 'done' ? '' : `: ${ENDED[ended]}`}`;
}

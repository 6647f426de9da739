/** How a run of the past looks: a line in a list, or told from beginning to end. */
import type { Holder } from '../../hosts/host.ts';
import type { ChangeStory, Ending, Story } from '../../run/story.ts';
import { hostList } from './listing.ts';
import type { Paint } from './paint.ts';
import { durationText } from './quantities.ts';
import { HELD, lastWords, RESULT } from './run-lines.ts';

const OPERATION: Readonly<Record<string, string>> = {
  converge: 'apply',
  reset: 'reset',
  maintenance: 'node maintenance',
  return: 'node return',
  remove: 'node remove',
  'vip-move': 'vip move',
  drill: 'drill',
};

/** What tells a run that goes on from one that was killed. */
export interface Present {
  /** Milliseconds since the epoch. */
  now: number;
  isDeadHere(holder: Holder): boolean;
}

/** A run that goes on says something at least each ten seconds (run/heartbeat.ts); thrice that, and it is gone. */
const SILENT_MS = 30_000;

export function endingWords(story: Story, { now, isDeadHere }: Present): string {
  const words: Record<Exclude<Ending, 'open'>, string> = {
    done: 'done',
    failed: 'failed',
    cancelled: 'stopped by Ctrl-C',
    fenced: 'taken over by another run',
  };
  if (story.ending !== 'open') return words[story.ending];
  const isDead = story.holder !== null && isDeadHere(story.holder);
  const isRecent = story.lastAt !== null && now - Date.parse(story.lastAt) < SILENT_MS;
  if (isRecent && !isDead) return 'goes on, or has just ended';
  return story.changes === null ? 'ended before it began' : 'killed, or lost its machine';
}

/** Rows for a table: run, when, what, how it ended. */
export function storyRow(run: string, story: Story, present: Present): string[] {
  const done = story.hosts.flatMap(({ changes }) => changes).filter(({ result }) => result === 'done').length;
  return [
    run,
    story.cluster ?? '',
    story.operation === null ? '' : (OPERATION[story.operation] ?? story.operation),
    story.changes === null ? '' : `${done} of ${story.changes}`,
    durationText(story.ms),
    endingWords(story, present),
  ];
}

export const STORY_COLUMNS = ['RUN', 'CLUSTER', 'WHAT', 'CHANGES', 'TOOK', 'ENDED'];

/** Lines of a person's terminal. `torn`: the journal's last line was cut off. */
export function storyLines(
  run: string,
  story: Story,
  torn: boolean,
  present: Present,
  paint: Paint,
): string[] {
  const what = story.operation === null ? 'A run' : `barque ${OPERATION[story.operation] ?? story.operation}`;
  const lines = [
    paint.bold(run),
    `${what}${story.cluster === null ? '' : ` for ${story.cluster}`}, began ${story.beganAt ?? 'at an unknown time'}, ${endingWords(story, present)} after ${durationText(story.ms)}.`,
  ];
  if (torn)
    lines.push(paint.yellow('The last line of its journal was cut off, as by a kill or a power cut.'));
  for (const { host, because } of story.out)
    lines.push(paint.yellow(`${host} did not answer: ${because.trim().replace(/\s+/g, ' ')}`));
  for (const { host, changes } of story.hosts) {
    lines.push('', paint.bold(host));
    for (const change of changes) lines.push(...changeLines(change, paint));
  }
  if (story.held.length > 0) {
    lines.push('', paint.bold('Not begun'));
    const reasons = new Map<string, string[]>();
    for (const { change, because } of story.held)
      reasons.set(HELD[because], [...(reasons.get(HELD[because]) ?? []), change]);
    for (const [why, which] of reasons) lines.push(`  ${hostList(which, 8)}: ${why}`);
  }
  if (story.unknown.length > 0) {
    lines.push('', paint.bold('Begun, and nobody knows how it ended'));
    for (const step of story.unknown) lines.push(`  ${step}`);
    lines.push(
      '  Their units end on the hosts by themselves; the next run looks at what is there and goes on.',
    );
  }
  if (story.ending !== 'done')
    lines.push('', 'To go on: the same command again. What is so already is left alone.');
  return lines;
}

function changeLines({ subject, result, ms, failures }: ChangeStory, paint: Paint): string[] {
  const sign = result === 'done' ? paint.green('✓') : result === null ? paint.yellow('?') : paint.red('✗');
  const took = ms === null ? '' : `  ${durationText(ms)}`;
  return [
    `  ${sign} ${subject}${took}`,
    ...failures.flatMap(({ step, result: how, detail }) => [
      `      ${step}: ${how === 'done' || how === 'already' ? how : RESULT[how]}`,
      ...lastWords(detail, LAST_WORDS).map(line => `        ${line}`),
    ]),
  ];
}

/** Lines of a program's last words. */
const LAST_WORDS = 12;

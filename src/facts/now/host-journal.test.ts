/** What a host's own journal says of a run. */
import { expect, test } from 'vitest';
import { hostJournals } from './host-journal.ts';

const line = (step: string, is: string, at = '2026-11-23T03:35:34Z') =>
  `{"at":"${at}","epoch":7,"step":"${step}","is":"${is}"}\n`;

const parse = (stdout: string) => hostJournals('f37f').parse(stdout);

test('each step once, from its first beginning to its last end', () => {
  const told = `run 20261123-033353-f37f.jsonl\n${line('cp1/a/x', 'intent')}${line('cp1/a/x', 'not-done')}${line('cp1/a/x', 'intent', '2026-11-23T03:36:00Z')}${line('cp1/a/x', 'done')}${line('cp1/a/y', 'intent')}`;
  expect(parse(told)).toEqual([
    {
      run: '20261123-033353-f37f',
      steps: [
        { step: 'cp1/a/x', beganAt: '2026-11-23T03:35:34Z', ended: 'done' },
        { step: 'cp1/a/y', beganAt: '2026-11-23T03:35:34Z', ended: 'open' },
      ],
    },
  ]);
});

test('a torn last line is left out', () => {
  expect(parse(`run a.jsonl\n${line('h/a/x', 'intent')}{"at":"2026`)[0]!.steps).toHaveLength(1);
});

test('no journal is none', () => {
  expect(parse('')).toEqual([]);
});

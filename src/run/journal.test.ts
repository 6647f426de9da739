/** The journal: whole lines in order, or a torn end that is noticed. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { redactor } from '../base/redact.ts';
import type { RunEvent, StampedEvent } from './event.ts';
import { openJournal, readJournal } from './journal.ts';

const CLOCK = { now: () => 1_767_225_600_000, monotonic: () => 0, sleep: async () => {} };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function intents(count: number): RunEvent[] {
  return Array.from({ length: count }, (_, at) => ({ is: 'step.intent', step: `a/b/${at}` }));
}

async function written(events: readonly RunEvent[], seen: (event: StampedEvent) => void = () => {}) {
  const journal = await openJournal(folder, 'run', CLOCK, redactor(['hunter2-hunter2']), seen);
  await Promise.all(events.map(event => journal.record(event)));
  await journal.close();
  return journal.path;
}

test('what was recorded at the same time is read in the order of asking', async () => {
  const shown: StampedEvent[] = [];
  const path = await written(intents(50), event => shown.push(event));
  const { events, torn } = await readJournal(path);
  expect(torn).toBe(false);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
  expect(events.map(event => 'step' in event && event.step)).toEqual(
    intents(50).map(event => 'step' in event && event.step),
  );
  expect(shown).toEqual(events);
});

test('only its owner may read it, and a second run of the same name is refused', async () => {
  const path = await written(intents(1));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await expect(written(intents(1))).rejects.toThrow(/EEXIST/);
});

test('a secret that the run knows never reaches the disk', async () => {
  const detail = 'failed: password hunter2-hunter2 was refused';
  const path = await written([{ is: 'step.outcome', step: 's', result: 'not-done', ms: 1, detail }]);
  expect(await readFile(path, 'utf8')).not.toContain('hunter2');
  expect((await readJournal(path)).events).toHaveLength(1);
});

describe('a damaged journal', () => {
  test('that ends anywhere gives its whole lines and no others', async () => {
    const bytes = await readFile(await written(intents(5)));
    const whole = (await readJournal(join(folder, 'run.jsonl'))).events;
    for (let length = 0; length < bytes.length; length += 1) {
      const path = join(folder, 'cut');
      await writeFile(path, bytes.subarray(0, length));
      const { events } = await readJournal(path);
      expect(events).toEqual(whole.slice(0, events.length));
      expect(events.length).toBeGreaterThanOrEqual(
        bytes.subarray(0, length).toString().split('\n').length - 1,
      );
    }
  });

  test('with one flipped bit is noticed, and nothing after it is believed', async () => {
    const bytes = await readFile(await written(intents(5)));
    const whole = (await readJournal(join(folder, 'run.jsonl'))).events;
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const flipped = Buffer.from(bytes);
        flipped[at] = flipped[at]! ^ (1 << bit);
        const path = join(folder, 'flipped');
        await writeFile(path, flipped);
        const { events, torn } = await readJournal(path);
        expect(torn).toBe(true);
        expect(events).toEqual(whole.slice(0, events.length));
      }),
      { numRuns: 100 },
    );
  });
});

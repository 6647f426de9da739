/** The plan is a function of the file and the facts, and of nothing else. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printPlan } from '../../src/plan/plan.ts';
import { examplePlan } from './print-plan.ts';

const NAMES = ['lb1', 'lb10', 'lb2', 'äpfel', 'Zebra'];

const shuffled = fc.shuffledSubarray(NAMES, { minLength: NAMES.length });

describe('the same bytes', () => {
  test('whatever the order in which hosts answer', async () => {
    const one = printPlan(await examplePlan(NAMES, 1));
    for (let seed = 2; seed < 20; seed += 1) expect(printPlan(await examplePlan(NAMES, seed))).toBe(one);
  });

  test('whatever the order of hosts in the file, but for the digest of the file', async () => {
    const one = await examplePlan(NAMES, 1);
    await fc.assert(
      fc.asyncProperty(shuffled, async names => {
        const { spec: _, ...rest } = await examplePlan(names, 1);
        expect(printPlan({ ...rest, spec: one.spec })).toBe(printPlan(one));
      }),
      { numRuns: 20 },
    );
  });

  // A saved plan goes stale when two hosts change places in the file: specDigest in app/cluster-plan.ts does not sort them.
  test('whatever the order of hosts in the file, with its digest', async () => {
    const { spec } = await examplePlan(NAMES, 1);
    expect((await examplePlan([...NAMES].reverse(), 1)).spec).toBe(spec);
  });

  test('whatever the time zone and the language', async () => {
    const printed = (TZ: string, LC_ALL: string) =>
      execFileSync(process.execPath, [join(import.meta.dirname, 'print-plan.ts'), ...NAMES], {
        env: { TZ, LC_ALL, LANG: LC_ALL },
        encoding: 'utf8',
      });
    const one = printPlan(await examplePlan(NAMES, 1));
    expect(printed('Pacific/Chatham', 'sv_SE.UTF-8')).toBe(one);
    expect(printed('America/St_Johns', 'tr_TR.UTF-8')).toBe(one);
  });
});

test('no content of it is written twice, and none is missing', async () => {
  const plan = await examplePlan(NAMES, 1);
  const used = plan.changes
    .flatMap(({ steps }) => steps)
    .flatMap(({ verb }) => (verb.do === 'file.put' ? [verb.blob] : []));
  expect(Object.keys(plan.blobs)).toEqual([...new Set(used)].sort());
});

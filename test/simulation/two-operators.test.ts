/** Two operators, one cluster: one of them works, and what the other has begun cannot hurt. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Contest, contend } from './contest.ts';
import { type Scene, scenes } from './matrix.ts';

const SEED = 20_260_201;

let all: Record<Scene['name'], Scene>;
beforeAll(async () => {
  all = await scenes(SEED);
});

describe('two who begin at once', () => {
  test.each(['create', 'update'] as const)('each step is done once, by one of them (%s)', async name => {
    const ends = new Set<string>();
    for (let seed = SEED; seed < SEED + 40; seed += 1) {
      const contest = await contend(all[name], { seed, second: 'at-once', patienceMs: 0 });
      expect(contest.complaints, `seed ${seed}`).toEqual([]);
      expect(contest.results, `seed ${seed}`).toContain('done');
      ends.add([...contest.results].sort().join(' '));
    }
    // The slower one is told who holds the cluster, or comes when all is done.
    expect([...ends].filter(end => end !== 'done lock-held' && end !== 'done done')).toEqual([]);
  });
});

describe('one who begins while the other works', () => {
  test('is told who holds the cluster, at every moment of the work', async () => {
    const clean = await contend(all.update, { seed: SEED, second: 'never', patienceMs: 0 });
    const taken = clean.points.findIndex(at => at.startsWith('run.began'));
    const given = clean.points.findIndex(at => at.startsWith('run.ended'));
    expect(taken).toBeGreaterThan(0);
    const results: string[] = [];
    for (let at = taken; at < given; at += 3) {
      const contest = await contend(all.update, { seed: SEED, second: { at }, patienceMs: 0 });
      expect(contest.complaints, `point ${at}`).toEqual([]);
      expect(contest.results[0]).toBe('done');
      results.push(contest.results[1]!);
    }
    // Near the end it may look when the last effect is there: then it has nothing to hold a lock for.
    const told = results.filter(result => result === 'lock-held');
    expect(results.filter(result => result !== 'lock-held' && result !== 'nothing-to-do')).toEqual([]);
    expect(told.length).toBeGreaterThan(results.length / 2);
  });

  test('may wait, and finds nothing left to do that was planned before', async () => {
    const contest = await contend(all.update, { seed: SEED, second: { at: 60 }, patienceMs: 60_000 });
    expect(contest.complaints).toEqual([]);
    expect(contest.results[0]).toBe('done');
  });
});

describe('one who freezes', () => {
  /** A frozen run that wakes up after a takeover, and what it could still do. */
  async function freezeEverywhere(scene: Scene, stride: number): Promise<Contest[]> {
    const clean = await contend(scene, { seed: SEED, second: 'never', patienceMs: 0 });
    const contests: Contest[] = [];
    for (let at = 0; at < clean.points.length; at += stride) {
      const contest = await contend(scene, { seed: SEED, second: { at }, patienceMs: 60_000, freeze: true });
      expect(contest.complaints, `frozen at ${at}: ${clean.points[at]}, seed ${SEED}`).toEqual([]);
      contests.push(contest);
    }
    return contests;
  }

  test('changes nothing when it wakes after another has taken over (update)', async () => {
    const contests = await freezeEverywhere(all.update, 3);
    const fenced = contests.filter(({ results }) => results[0] === 'fenced');
    expect(fenced.length).toBeGreaterThan(contests.length / 4);
    for (const { results } of contests) expect(['done', 'nothing-to-do']).toContain(results[1]);
  });

  test('changes nothing when it wakes after another has taken over (create)', async () => {
    const contests = await freezeEverywhere(all.create, 10);
    expect(contests.filter(({ results }) => results[0] === 'fenced').length).toBeGreaterThan(5);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { Status } from '../view/status.ts';
import { drillsCalled } from './drills.ts';
import { worstOf } from './judge-sample.ts';
import { prove, type Wish } from './prove.ts';
import type { Proving } from './proving.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-'));
});
afterEach(() => rm(folder, { recursive: true }));

const wish = (...ids: string[]): Wish => ({
  drills: drillsCalled(ids),
  samples: 1,
  repeats: 0,
  seed: 1,
  frame: {},
  folder,
  bounds: { failoverMs: 1000, hangMs: 3000 },
  predictedMs: () => null,
  command: ({ id }) => `barque prove ${id}`,
});

/** A cluster that is never whole, in a time that passes when somebody sleeps. */
function never(problem: string): Proving {
  let ms = 0;
  const balancer = (name: string) => ({ name, roles: ['load-balancer'] });
  return {
    spec: { kubernetes: null, hosts: [balancer('lb1'), balancer('lb2')] } as unknown as ResolvedSpec,
    doors: [],
    clock: {
      now: () => ms,
      monotonic: () => ms,
      sleep: async by => {
        ms += by;
      },
    },
    ca: null,
    identity: null,
    podImage: null,
    machines: null,
    look: async () => ({ status: {} as Status, problems: [problem] }),
    strikeProgram: () => Promise.reject(new Error('nothing may be struck')),
    moveVip: () => Promise.reject(new Error('nothing may be moved')),
    say: () => {},
  };
}

test('nothing is begun on a cluster that is not whole, and that is no proof', async () => {
  const results = await prove(
    never('lb2 is silent'),
    wish('haproxy-killed', 'vip-hand-over'),
    () => {},
    new AbortController().signal,
  );
  expect(results.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['haproxy-killed', 'failed'],
    ['vip-hand-over', 'failed'],
  ]);
  expect(results[0]!.skipped).toContain('lb2 is silent');
  expect(results[1]!.skipped).toContain('not begun, since haproxy-killed was broken off');
});

test('a drill that a cluster cannot have says nothing about the cluster', async () => {
  const results = await prove(
    never('x'),
    wish('apiserver-killed', 'vip-holder-power-loss'),
    () => {},
    new AbortController().signal,
  );
  expect(results.map(({ verdict }) => verdict)).toEqual(['does-not-apply', 'does-not-apply']);
  expect(worstOf(results.map(({ verdict }) => verdict))).toBe('does-not-apply');
});

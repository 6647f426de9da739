import { describe, expect, it } from 'vitest';
import type { Door } from '../hosts/host.ts';
import {
  between,
  type Clocks,
  compareClocks,
  doubts,
  holdingByOurs,
  momentOf,
  oursOf,
  setSince,
} from './clocks.ts';

const never = new AbortController().signal;

/** A host that answers by its own clock after so many milliseconds, in turn. */
function host(name: string, aheadMs: number, takesMs: number[]) {
  let ms = 1_000_000;
  let nth = 0;
  const read = async () => {
    const takes = takesMs[nth++ % takesMs.length]!;
    ms += takes;
    return ms - takes / 2 + aheadMs;
  };
  const clock = { now: () => ms, monotonic: () => ms, sleep: async () => {} };
  return { door: { host: { name, read } } as unknown as Door, clock };
}

describe('a host’s clock', () => {
  it('is compared by the fastest answer', async () => {
    const { door, clock } = host('cp1', 2000, [300, 8, 90]);
    const found = (await compareClocks([door], clock, never)).get('cp1')!;
    expect(found.aheadMs).toBeCloseTo(2000);
    expect(found.uncertainMs).toBe(4);
  });

  it('that is ahead dates what happened too late, and is corrected', () => {
    const clocks: Clocks = new Map([['cp1', { aheadMs: 2000, uncertainMs: 4 }]]);
    expect(oursOf(12_000, 'cp1', clocks)).toBe(10_000);
    expect(oursOf(12_000, 'cp2', clocks)).toBe(12_000);
    const holding = { host: 'cp1', told: true, held: true, changes: [{ atMs: 12_000, held: false }] };
    expect(holdingByOurs(holding, clocks).changes).toEqual([{ atMs: 10_000, held: false }]);
  });

  it('that was moved in between is in doubt', () => {
    const at = (aheadMs: number): Clocks => new Map([['cp1', { aheadMs, uncertainMs: 5 }]]);
    expect(between(at(100), at(110)).get('cp1')).toEqual({ aheadMs: 105, uncertainMs: 5 });
    expect(doubts(between(at(100), at(110)))).toEqual([]);
    expect(doubts(between(at(0), at(400)))[0]).toContain('200 ms only');
  });
});

it('the date that was set meanwhile shows beside the clock that nobody sets', () => {
  let passed = 0;
  let ahead = 0;
  const clock = {
    now: () => 1_000_000 + passed + ahead,
    monotonic: () => 50 + passed,
    sleep: async () => {},
  };
  const began = momentOf(clock);
  passed = 9000;
  expect(setSince(began, clock)).toBe(0);
  ahead = -2100;
  expect(setSince(began, clock)).toBe(-2100);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Wish } from './derive.ts';
import { explain } from './explain.ts';

const WISH: Wish = {
  failoverMs: 1000,
  hangMs: 4000,
  profile: 'virtual',
  priorities: [254, 244, 234],
  millisecondScripts: true,
};

describe('an explanation', () => {
  it('names every term of a power loss', () => {
    const explained = explain(WISH);
    expect(explained.is === 'kept' && explained.faults[0]).toEqual({
      fault: 'power-loss',
      terms: [
        { name: 'missed-adverts', ms: 550 },
        { name: 'skew', ms: 5.15625 },
        { name: 'take', ms: 30 },
        { name: 'stall', ms: 350 },
        { name: 'probe', ms: 40 },
      ],
      totalMs: 975.15625,
      boundMs: 1000,
    });
  });

  it('adds up to what is predicted, and stays within every promise', () => {
    let kept = 0;
    fc.assert(
      fc.property(
        fc.record({
          failoverMs: fc.integer({ min: 400, max: 20_000 }),
          hangMs: fc.integer({ min: 900, max: 6000 }),
          profile: fc.constantFrom('lan' as const, 'virtual' as const, 'cautious' as const),
          priorities: fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 2, maxLength: 5 }),
          millisecondScripts: fc.boolean(),
        }),
        wish => {
          const explained = explain(wish);
          if (explained.is === 'refused') return;
          kept += 1;
          const { prediction } = explained;
          const byFault = Object.fromEntries(explained.faults.map(each => [each.fault, each]));
          expect(byFault['power-loss']!.totalMs).toBe(prediction.powerLossMs);
          expect(byFault['haproxy-crash']!.totalMs).toBe(prediction.haproxyCrashMs);
          expect(byFault['haproxy-hang']!.totalMs).toBe(prediction.haproxyHangMs);
          for (const { totalMs, boundMs } of explained.faults)
            expect(totalMs).toBeLessThanOrEqual(boundMs ?? Number.POSITIVE_INFINITY);
        },
      ),
    );
    expect(kept).toBeGreaterThan(20);
  });

  it('has no terms where there is one balancer', () => {
    const explained = explain({ ...WISH, priorities: [254] });
    expect(explained.is === 'kept' && explained.faults.map(({ terms }) => terms === null)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('is the refusal where a promise cannot be kept', () => {
    expect(explain({ ...WISH, failoverMs: 500 })).toMatchObject({
      is: 'refused',
      profile: 'virtual',
      promise: 'failover',
    });
  });
});

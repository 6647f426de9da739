import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derive, type Wish } from './derive.ts';
import {
  backendDownMs,
  hangNoticeMs,
  kernelConnectMs,
  masterDownMs,
  skewMs,
  takerPriority,
} from './equations.ts';
import type { FailoverModel } from './model.ts';
import { predict } from './predict.ts';
import type { ChosenProfile } from './profiles.ts';
import { deriveOrRefuse } from './refusal.ts';
import { termsOf, totalMs } from './terms.ts';

const WISH: Wish = {
  failoverMs: 1000,
  hangMs: 4000,
  profile: 'virtual',
  priorities: [254, 253, 252],
  millisecondScripts: true,
};

const wish: fc.Arbitrary<Wish> = fc.record({
  failoverMs: fc.integer({ min: 1, max: 300_000 }),
  hangMs: fc.integer({ min: 100, max: 10_000 }),
  profile: fc.constantFrom<ChosenProfile[]>('lan', 'virtual', 'cautious'),
  priorities: fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 2, maxLength: 5 }),
  millisecondScripts: fc.boolean(),
});

describe('the equations', () => {
  it('give the intervals of the RFCs', () => {
    expect(skewMs(3, 1000, 100)).toBeCloseTo(609.375);
    expect(skewMs(3, 100, 100)).toBeCloseTo(60.9375);
    expect(skewMs(2, 100, 100)).toBeCloseTo(609.375);
    expect(masterDownMs(3, 1000, 3, 253)).toBeCloseTo(3011.72, 2);
  });

  it('let the second best take over, since the best may be the one that was lost', () => {
    expect(takerPriority([252, 254, 253])).toBe(253);
  });

  it('bound what was measured', () => {
    // Research on load balancers, 3.1 and 9: check 1 s / 1 s / 2 measured at 2.36–2.60 s; backend at 0.99 s and 3.1 s.
    expect(hangNoticeMs({ intervalMs: 1000, timeoutMs: 1000, fall: 2 })).toBe(3000);
    expect(backendDownMs({ interMs: 500, fastInterMs: 250, fall: 2, checkTimeoutMs: 500 })).toBe(1750);
    expect(backendDownMs({ interMs: 1000, fastInterMs: 500, fall: 2, checkTimeoutMs: 1000 })).toBe(3500);
  });

  it('count the passing over of a check that still runs', () => {
    expect(hangNoticeMs({ intervalMs: 250, timeoutMs: 450, fall: 2 })).toBe(250 + 500 + 450);
  });

  it('make a client with the kernel’s defaults wait for its next SYN', () => {
    expect([0, 124, 1000, 1001, 2500, 3100].map(kernelConnectMs)).toEqual([0, 1000, 1000, 3000, 3000, 7000]);
  });
});

describe('configurations that Barque does not write', () => {
  const model = (advertMs: number): FailoverModel => ({
    vrrp: { version: 3, advertMs, downAdverts: 3, priorities: [254, 253] },
    check: { intervalMs: 1000, timeoutMs: 1000, fall: 2 },
    backend: { interMs: 500, fastInterMs: 250, fall: 2, checkTimeoutMs: 500, connectTimeoutMs: 300 },
    crashNoticeMs: 20,
    stallMs: 0,
  });

  it.each([
    [1000, 3073],
    [100, 307],
  ])(
    'wait for missing adverts of %i ms where a weight lowers the priority: %i ms measured',
    (advertMs, measured) => {
      const fault = predict(model(advertMs));
      const weight = predict({ ...model(advertMs), tracking: 'weight' });
      expect(weight.haproxyCrashMs).toBeGreaterThanOrEqual(measured);
      expect(weight.haproxyCrashMs - fault.haproxyCrashMs).toBeCloseTo(3 * advertMs);
      expect(weight.haproxyHangMs - fault.haproxyHangMs).toBeCloseTo(3 * advertMs);
      expect(weight.powerLossMs).toBe(fault.powerLossMs);
    },
  );

  it('refuse connections until the checks have failed where nothing gives them to another server', () => {
    const of = (redispatch?: boolean) => {
      const { backend, ...rest } = model(1000);
      const told = redispatch === undefined ? backend : { ...backend, redispatch };
      return totalMs(termsOf({ ...rest, backend: told }, 'backend-crash'));
    };
    expect(of()).toBe(of(true));
    expect(of(false)).toBe(of(true) + 500 + 250);
  });
});

describe('derive', () => {
  it.each([
    ['lan', 1000, { advertMs: 190, downAdverts: 4 }],
    ['virtual', 1000, { advertMs: 110, downAdverts: 5 }],
    ['cautious', 3000, { advertMs: 460, downAdverts: 5 }],
    ['lan', 400, { advertMs: 40, downAdverts: 4 }],
  ] as const)('%s, %i ms', (profile, failoverMs, vrrp) => {
    expect(derive({ ...WISH, profile, failoverMs })).toMatchObject({ is: 'timers', timers: { vrrp } });
  });

  it('keeps every promise it makes', () => {
    let kept = 0;
    fc.assert(
      fc.property(wish, each => {
        const derived = derive(each);
        if (derived.is === 'refused') return;
        kept += 1;
        const { powerLossMs, haproxyCrashMs, haproxyHangMs } = predict(derived.model);
        expect(powerLossMs).toBeLessThanOrEqual(each.failoverMs);
        expect(haproxyCrashMs).toBeLessThanOrEqual(each.failoverMs);
        expect(haproxyHangMs).toBeLessThanOrEqual(each.hangMs);
        expect(derived.timers.vrrp.advertMs % 10).toBe(0);
        expect(derived.timers.vrrp.advertMs).toBeLessThanOrEqual(40_950);
      }),
      { numRuns: 500 },
    );
    expect(kept).toBeGreaterThan(20);
  });

  it('refuses with the nearest promise, which it then keeps, and nothing shorter', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        wish.map(each => ({ ...each, failoverMs: 1 + (each.failoverMs % 2500) })),
        each => {
          const derived = derive(each);
          if (derived.is === 'timers') return;
          refused += 1;
          const { promise, nearestMs } = derived;
          const key = promise === 'failover' ? 'failoverMs' : 'hangMs';
          const again = derive({ ...each, [key]: nearestMs });
          if (again.is === 'refused') expect(again.promise).not.toBe(promise);
          expect(derive({ ...each, [key]: nearestMs - 10 })).toMatchObject({ is: 'refused', promise });
        },
      ),
    );
    expect(refused).toBeGreaterThan(20);
  });

  it('uses the budget: a longer one bears longer silence', () => {
    fc.assert(
      fc.property(wish, fc.integer({ min: 0, max: 5000 }), (each, more) => {
        const short = derive(each);
        const long = derive({ ...each, failoverMs: each.failoverMs + more, hangMs: 20_000 });
        if (short.is === 'refused') return;
        expect(long.is === 'timers' && long.timers.vrrp.advertMs).toBeGreaterThanOrEqual(
          short.timers.vrrp.advertMs,
        );
      }),
    );
  });

  it('says so when Keepalived’s scripts have whole seconds only', () => {
    expect(derive({ ...WISH, hangMs: 2000, millisecondScripts: false })).toMatchObject({
      is: 'refused',
      promise: 'hang',
    });
    expect(derive({ ...WISH, hangMs: 2000 })).toMatchObject({ is: 'timers' });
  });

  it('promises nothing for one balancer, and still has timers for it', () => {
    const derived = derive({ ...WISH, priorities: [254] });
    expect(derived).toMatchObject({ is: 'timers', timers: { vrrp: { downAdverts: 5 } } });
    expect(derived.is === 'timers' && predict(derived.model).powerLossMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('as a failure names the promise and the nearest one', () => {
    expect(() => deriveOrRefuse({ ...WISH, profile: 'cautious' })).toThrow(
      /availability.failover: 1s.*2\.18s/,
    );
  });
});

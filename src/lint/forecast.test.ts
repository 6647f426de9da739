/** What files promise by the equations of a failover, and what they do not tell. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { derive } from '../failover/derive.ts';
import { predict } from '../failover/predict.ts';
import { forecast } from './forecast.ts';
import type { Forecast, ForecastFault } from './forecast-model.ts';
import { readFiles } from './read-files.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');
const CLEAN = {
  haproxy: read('samples/clean/haproxy.cfg'),
  one: read('samples/clean/balancer1.conf'),
  two: read('samples/clean/balancer2.conf'),
};

function forecastOf(...texts: string[]): Forecast[] {
  return forecast(readFiles(texts.map((text, at) => ({ file: `${at}`, text }))));
}

function faultOf(forecasts: readonly Forecast[], fault: ForecastFault) {
  return forecasts.flatMap(({ faults }) => faults).find(each => each.fault === fault)!;
}

/** Both hosts of the clean pair, changed alike. */
function pair(...changes: [from: string, to: string][]): Forecast[] {
  const changed = [CLEAN.one, CLEAN.two].map(text =>
    changes.reduce((before, [from, to]) => {
      expect(before).toContain(from);
      return before.replace(from, to);
    }, text),
  );
  return forecastOf(...changed);
}

const NEVER = Number.POSITIVE_INFINITY;

describe('a pair of hosts', () => {
  it('is predicted as the equations say', () => {
    // 3 adverts of 200 ms, skew of priority 253, taking, a stall of a virtual machine, the probe.
    expect(faultOf(pair(), 'power-loss').ms).toBeCloseTo(600 + (200 * 3) / 256 + 30 + 350 + 40, 6);
    // The process's death is told at once, and the VIP stays 50 ms for the FINs.
    expect(faultOf(pair(), 'haproxy-crash').ms).toBeCloseTo(
      20 + 50 + 15 + (200 * 3) / 256 + 30 + 350 + 40,
      6,
    );
    // The check that had begun succeeds, then two fail, each after its second.
    expect(faultOf(pair(), 'haproxy-hang').ms).toBeCloseTo(3000 + (200 * 3) / 256 + 30 + 350 + 40, 6);
  });

  it('has all that it is made of, when all files are given', () => {
    const [vip] = pair();
    expect(vip!.assumed.map(({ is }) => is)).toEqual(['script-asks-haproxy', 'stalls']);
    expect(forecastOf(CLEAN.one)[0]!.assumed[0]).toEqual({ is: 'peers-not-given', count: 1, priority: 254 });
  });

  it('counts adverts of version 2 in whole seconds', () => {
    const parts = pair(['  vrrp_version 3\n', '']);
    const whole = pair(['  vrrp_version 3\n', ''], ['advert_int 0.2', 'advert_int 1']);
    expect(faultOf(parts, 'power-loss').ms).toBe(faultOf(whole, 'power-loss').ms);
    expect(faultOf(whole, 'power-loss').ms).toBeGreaterThan(3000);
  });

  it('takes IPv6 as version 3 without asking', () => {
    const six = pair(['  vrrp_version 3\n', ''], ['192.0.2.100/32', '2001:db8::100/128']);
    expect(faultOf(six, 'power-loss').ms).toBe(faultOf(pair(), 'power-loss').ms);
  });
});

describe('trackers', () => {
  const PROCESS: [string, string] = ['  track_process {\n    haproxy\n  }\n', ''];

  it('without one for the process a crash waits for the script’s turns', () => {
    expect(faultOf(pair(PROCESS), 'haproxy-crash').ms).toBeGreaterThan(2000);
    expect(faultOf(pair(PROCESS), 'haproxy-crash').ms).toBeLessThan(2500);
  });

  it('with a weight a backup waits for the missing adverts, too', () => {
    const fault = faultOf(pair(PROCESS, ['  nopreempt\n', '']), 'haproxy-hang').ms;
    const weight = faultOf(
      pair(PROCESS, ['  nopreempt\n', ''], ['rise 2\n', 'rise 2\n  weight -20\n']),
      'haproxy-hang',
    );
    expect(weight.ms).toBeCloseTo(fault + 600, 6);
  });

  it('with a weight and nopreempt nothing ever moves', () => {
    const stays = pair(PROCESS, ['rise 2\n', 'rise 2\n  weight -20\n']);
    expect(faultOf(stays, 'haproxy-crash')).toMatchObject({ ms: NEVER, never: 'weight-with-nopreempt' });
  });

  it('with a weight within the distance of priorities neither', () => {
    const stays = pair(PROCESS, ['  nopreempt\n', ''], ['rise 2\n', 'rise 2\n  weight -1\n']);
    expect(faultOf(stays, 'haproxy-hang')).toMatchObject({ ms: NEVER, never: 'weight-within-gap' });
  });

  it('without any, HAProxy may die unseen', () => {
    const blind = pair(PROCESS, ['  track_script {\n    answers\n  }\n', '']);
    expect(faultOf(blind, 'haproxy-crash')).toMatchObject({ ms: NEVER, never: 'no-tracker' });
    expect(faultOf(blind, 'haproxy-hang')).toMatchObject({ ms: NEVER, never: 'no-check-for-hangs' });
  });
});

describe('servers', () => {
  const haproxy = (...changes: [string, string][]) =>
    forecastOf(changes.reduce((text, [from, to]) => text.replaceAll(from, to), CLEAN.haproxy));

  it('are down after their checks', () => {
    expect(faultOf(haproxy(), 'server-hang').ms).toBe(500 + 250 + 2 * 500 + 350);
    expect(faultOf(haproxy(), 'server-wait').ms).toBe(300);
    expect(faultOf(haproxy(), 'server-crash').ms).toBe(40);
  });

  it('are down sooner where connecting fails than where an answer is waited for', () => {
    // `timeout connect` 300 ms bounds each check then, not `timeout check`.
    expect(faultOf(haproxy(), 'server-power-loss').ms).toBe(500 + 250 + 2 * 300 + 350);
    const patient = haproxy(['timeout check 500ms', 'timeout check 10s']);
    expect(faultOf(patient, 'server-power-loss').ms).toBe(500 + 250 + 2 * 300 + 350);
    expect(faultOf(patient, 'server-hang').ms).toBe(500 + 250 + 2 * 10_000 + 350);
    // The interval bounds connecting, too.
    const slow = haproxy(['timeout connect 300ms', 'timeout connect 5s']);
    expect(faultOf(slow, 'server-power-loss').ms).toBe(500 + 250 + 2 * 500 + 350);
  });

  it('refuse until then without redispatch', () => {
    expect(faultOf(haproxy(['  option redispatch 1\n', '']), 'server-crash').ms).toBe(500 + 250 + 350 + 40);
  });

  it('refuse until then without retries: there is none to be given to another server', () => {
    expect(faultOf(haproxy(['  retries 3\n', '  retries 0\n']), 'server-crash').ms).toBe(
      500 + 250 + 350 + 40,
    );
  });

  it('keep their clients until the last retry where a hash chooses and redispatch has no number', () => {
    const hashed: [string, string] = ['balance leastconn', 'balance source'];
    const plain: [string, string] = ['option redispatch 1', 'option redispatch'];
    const slow: [string, string] = ['inter 500ms fastinter 250ms', 'inter 5s fastinter 5s'];
    expect(faultOf(haproxy(plain), 'server-crash').ms).toBe(40);
    expect(faultOf(haproxy(hashed), 'server-crash').ms).toBe(40);
    // Two of three retries go to the same server, each after `timeout connect`, 300 ms, or a second.
    expect(faultOf(haproxy(plain, hashed, slow), 'server-crash').ms).toBe(40 + 2 * 300);
    const patient: [string, string] = ['timeout connect 300ms', 'timeout connect 5s'];
    expect(faultOf(haproxy(plain, hashed, slow, patient), 'server-crash').ms).toBe(40 + 2 * 1000);
  });

  it('are no two where one is disabled', () => {
    const disabled = haproxy(
      ['192.0.2.22:6443 tcp-ut 10s', '192.0.2.22:6443 tcp-ut 10s disabled'],
      ['192.0.2.23:6443 tcp-ut 10s', '192.0.2.23:6443 tcp-ut 10s disabled'],
    );
    expect(faultOf(disabled, 'server-crash')).toMatchObject({ ms: NEVER, never: 'one-server' });
  });

  it('have HAProxy’s own times where the file has none', () => {
    const bare = haproxy(['inter 500ms fastinter 250ms fall 2 rise 2', ''], ['  timeout check 500ms\n', '']);
    // inter 2 s, fall 3, and a check may take as long as the interval.
    expect(faultOf(bare, 'server-power-loss').ms).toBe(2000 + 2 * 2000 + 3 * 2000 + 350);
  });

  it('are never missed without a check', () => {
    const blind = haproxy(['check check-ssl', 'no-check']);
    expect(faultOf(blind, 'server-hang')).toMatchObject({ ms: NEVER, never: 'no-check' });
    expect(faultOf(blind, 'server-crash').ms).toBe(40);
  });
});

describe('what Barque writes', () => {
  it('is predicted from its files as it was derived, but for the profile', () => {
    const wish = { failoverMs: 1000, hangMs: 4000, profile: 'virtual', millisecondScripts: true } as const;
    const derived = derive({ ...wish, priorities: [254, 253, 252] });
    if (derived.is !== 'timers') throw new Error('refused');
    const { vrrp, check } = derived.timers;
    const golden = (name: string) => read(join('../../test/golden', name));
    const written = golden('keepalived.conf')
      .replace('advert_int 0.15', `advert_int ${vrrp.advertMs / 1000}`)
      .replace('down_timer_adverts 4', `down_timer_adverts ${vrrp.downAdverts}`)
      .replace('timeout 0.2', `timeout ${check.timeoutMs / 1000}`);
    const second = written
      .replace('priority 254', 'priority 253')
      .replace('unicast_src_ip 10.77.1.51', 'unicast_src_ip 10.77.1.52');
    const third = written
      .replace('priority 254', 'priority 252')
      .replace('unicast_src_ip 10.77.1.51', 'unicast_src_ip 10.77.1.53');
    const told = forecastOf(written, second, third, golden('haproxy-verified.cfg'));
    const { powerLossMs, haproxyCrashMs, haproxyHangMs, handOverMs, backendLossMs } = predict(derived.model);
    expect(faultOf(told, 'power-loss').ms).toBeCloseTo(powerLossMs, 6);
    expect(faultOf(told, 'haproxy-crash').ms).toBeCloseTo(haproxyCrashMs, 6);
    expect(faultOf(told, 'haproxy-hang').ms).toBeCloseTo(haproxyHangMs, 6);
    expect(faultOf(told, 'hand-over').ms).toBeCloseTo(handOverMs, 6);
    expect(faultOf(told, 'server-hang').ms).toBeCloseTo(backendLossMs, 6);
  });
});

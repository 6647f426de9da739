/** Configurations in the shape of those that other projects' pages show, in our own words, get what they deserve. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forecast } from './forecast.ts';
import type { Forecast, ForecastFault, Never } from './forecast-model.ts';
import { lintFiles } from './lint.ts';
import { readFiles } from './read-files.ts';

function model(style: string) {
  const folder = join(import.meta.dirname, 'samples/styles', style);
  const names = readdirSync(folder).sort();
  return readFiles(names.map(file => ({ file, text: readFileSync(join(folder, file), 'utf8') })));
}

/** Ids by severity, each once, in the order of the alphabet. */
function foundIn(style: string): Record<string, string[]> {
  const found: Record<string, string[]> = { error: [], warning: [], advice: [] };
  for (const { severity, id } of lintFiles(model(style))) {
    if (!found[severity]!.includes(id)) found[severity]!.push(id);
  }
  for (const ids of Object.values(found)) ids.sort();
  return found;
}

function faultOf(
  style: string,
  about: Forecast['about'],
  fault: ForecastFault,
): { ms: number; never: Never | null } {
  const { ms, never } = forecast(model(style))
    .find(each => each.about === about)!
    .faults.find(each => each.fault === fault)!;
  return { ms, never };
}

describe('kubeadm', () => {
  it('survives everything, slowly', () => {
    expect(foundIn('kubeadm')).toEqual({
      error: [],
      warning: [
        'deprecated-health-path',
        'equal-priorities',
        'no-on-marked-down',
        'preempts',
        'script-as-root',
        'slow-check',
        'slow-connect',
        'slow-script',
        'timeout-cuts-sessions',
        'verify-none',
        'weighted-tracker',
      ],
      advice: [
        'clear-text-authentication',
        'low-priority',
        'multicast',
        'no-garp-refresh',
        'no-hard-stop',
        'no-health-log',
        'no-server-keepalive',
        'vrrp-version-2',
      ],
    });
  });

  it('is predicted to be no better than what was measured by hand, and not by much worse', () => {
    // 3.1 s at a power loss, 34.4 s with a frozen HAProxy.
    const powerLoss = faultOf('kubeadm', 'vip', 'power-loss').ms;
    expect(powerLoss).toBeGreaterThanOrEqual(3100);
    expect(powerLoss).toBeLessThan(4500);
    const hang = faultOf('kubeadm', 'vip', 'haproxy-hang').ms;
    expect(hang).toBeGreaterThanOrEqual(34_400);
    expect(hang).toBeLessThan(40_000);
  });

  it('takes longer to miss a server that hangs than one that is gone', () => {
    // Two checks more, each 2 s after the one before, which cannot connect for 2 s; one that hangs keeps each for 10 s.
    expect(faultOf('kubeadm', 'servers', 'server-power-loss').ms).toBe(2000 + 2 * 2000 + 3 * 2000 + 350);
    expect(faultOf('kubeadm', 'servers', 'server-hang').ms).toBe(2000 + 2 * 2000 + 3 * 10_000 + 350);
  });
});

describe('k3s', () => {
  it('has checks that only connect, and a script that sees a process', () => {
    expect(foundIn('k3s')).toEqual({
      error: ['no-redispatch', 'tcp-only-check'],
      warning: [
        'no-idle-timeout',
        'no-on-marked-down',
        'preempts',
        'process-only-check',
        'script-as-root',
        'slow-check',
        'slow-connect',
      ],
      advice: [
        'low-priority',
        'multicast',
        'no-client-keepalive',
        'no-garp-refresh',
        'no-hard-stop',
        'no-health-log',
        'no-server-keepalive',
        'vip-prefix',
        'vrrp-version-2',
      ],
    });
  });

  it('never notices a hang, of HAProxy or of an apiserver', () => {
    const never = Number.POSITIVE_INFINITY;
    expect(faultOf('k3s', 'vip', 'haproxy-hang')).toEqual({ ms: never, never: 'no-check-for-hangs' });
    expect(faultOf('k3s', 'servers', 'server-hang')).toEqual({ ms: never, never: 'check-only-connects' });
    expect(faultOf('k3s', 'servers', 'server-wait')).toEqual({ ms: never, never: 'no-connect-timeout' });
  });
});

describe('RKE2', () => {
  it('ties clients to servers, and cuts silent sessions', () => {
    expect(foundIn('rke2')).toEqual({
      error: ['no-redispatch', 'tcp-only-check'],
      warning: [
        'no-on-marked-down',
        'slow-check',
        'slow-connect',
        'source-affinity',
        'timeout-cuts-sessions',
      ],
      advice: ['no-hard-stop', 'no-health-log', 'no-server-keepalive'],
    });
  });

  it('is not asked to check its registration port as an apiserver', () => {
    const told = lintFiles(model('rke2')).filter(({ id }) => id === 'tcp-only-check');
    expect(told).toHaveLength(1);
  });
});

describe('Kubespray', () => {
  it('notices late, and bounds connections', () => {
    expect(foundIn('kubespray')).toEqual({
      error: [],
      warning: [
        'deprecated-health-path',
        'no-on-marked-down',
        'slow-check',
        'slow-connect',
        'timeout-cuts-sessions',
        'verify-none',
      ],
      advice: ['long-queue', 'low-maxconn', 'no-hard-stop', 'no-health-log', 'no-server-keepalive'],
    });
  });

  it('misses a server that is gone after a minute', () => {
    expect(faultOf('kubespray', 'servers', 'server-power-loss').ms).toBe(2 * 15_000 + 2 * 15_000 + 350);
  });
});

describe('k0s', () => {
  it('greets its servers without asking, and has no timeouts', () => {
    expect(foundIn('k0s')).toEqual({
      error: ['no-redispatch'],
      warning: [
        'handshake-only-check',
        'no-idle-timeout',
        'no-on-marked-down',
        'open-statistics',
        'slow-check',
        'slow-connect',
        'verify-none',
      ],
      advice: ['no-client-keepalive', 'no-hard-stop', 'no-health-log', 'no-server-keepalive'],
    });
  });
});

/** The flow over hosts that answer as they please: what is asked of whom, and what stops a creation. */
import { describe, expect, test } from 'vitest';
import { exampleSpec, THREE } from '../../test/simulation/example.ts';
import { BarqueError } from '../base/errors.ts';
import type { Host } from '../hosts/host.ts';
import { simulatedMachine } from '../hosts/simulated/machine.ts';
import { ALL_PROBES, judgeHosts, refuseFailing } from './check.ts';

const NEVER = new AbortController().signal;
const NOW = Date.parse('2026-01-01');
const SPEC = exampleSpec(THREE);
const clock = { now: () => NOW, monotonic: () => 0, sleep: async () => {} };

interface Quirk {
  osId?: string;
  silent?: boolean;
  /** Hardware address that answers when it asks for the VIP, and for nothing else. */
  hears?: string;
}

/** Answers as a simulated machine would; notes what it was asked for. */
function hosts(quirks: Readonly<Record<string, Quirk>> = {}): { all: Host[]; asked: string[] } {
  const asked: string[] = [];
  const all = THREE.map(({ name, address }): Host => {
    const { osId = 'debian', silent = false, hears } = quirks[name] ?? {};
    const nature = {
      address,
      interface: 'eth0',
      osId,
      osVersion: '13',
      architecture: 'amd64',
      virtualization: 'kvm',
    };
    const machine = simulatedMachine(name, nature, {}, () => NOW);
    machine.heartbeatAt = NOW;
    return {
      name,
      read: async reading => {
        asked.push(`${name}: ${reading.name}`);
        if (silent)
          throw new BarqueError({ domain: 'connection', attempted: 'read', cameBack: 'No route to host' });
        if (reading.name === 'probes' && hears !== undefined)
          return [[{ address: SPEC.endpoint.vip, mac: hears }]] as ReturnType<typeof reading.simulate>;
        return reading.simulate(machine);
      },
    };
  });
  return { all, asked };
}

function failures(judged: Awaited<ReturnType<typeof judgeHosts>>): string[] {
  return judged.flatMap(({ check, verdicts }) =>
    verdicts.filter(({ is }) => is === 'failed').map(verdict => `${check.id} ${verdict.hosts.join(',')}`),
  );
}

describe('check', () => {
  const checking = { spec: SPEC, ignore: [], probing: ALL_PROBES, clock };

  test('finds nothing on hosts that are well', async () => {
    expect(failures(await judgeHosts({ ...checking, hosts: hosts().all }, NEVER))).toEqual([]);
  });

  test('goes on with the others when a host is silent', async () => {
    const { all } = hosts({ lb1: { silent: true }, lb3: { osId: 'alpine' } });
    expect(failures(await judgeHosts({ ...checking, hosts: all }, NEVER))).toEqual([
      'ssh-reachable lb1',
      'distribution lb3',
    ]);
  });

  test('leaves out what is to be ignored', async () => {
    const { all } = hosts({ lb3: { osId: 'alpine' } });
    const judged = await judgeHosts({ ...checking, ignore: ['distribution'], hosts: all }, NEVER);
    expect(judged.map(({ check }) => check.id)).not.toContain('distribution');
    expect(failures(judged)).toEqual([]);
  });

  test('refuses to ignore what does not exist, and names what was meant', async () => {
    const judging = judgeHosts({ ...checking, ignore: ['distributon'], hosts: hosts().all }, NEVER);
    await expect(judging).rejects.toMatchObject({
      failure: { domain: 'usage', next: expect.stringContaining('distribution') },
    });
  });

  test('ends when it is interrupted', async () => {
    const judging = judgeHosts(
      { ...checking, hosts: hosts({ lb1: { silent: true } }).all },
      AbortSignal.abort(),
    );
    await expect(judging).rejects.toThrow();
  });
});

describe('before a creation', () => {
  const refusing = { spec: SPEC, ignore: [], clock, isFirst: false };

  test('a blank host that fails stops it, with the way to insist', async () => {
    const { all } = hosts({ lb2: { osId: 'alpine' } });
    await expect(refuseFailing({ ...refusing, hosts: all, blank: ['lb2'] }, NEVER)).rejects.toMatchObject({
      failure: {
        domain: 'check',
        cameBack: expect.stringContaining('lb2'),
        next: expect.stringContaining('--ignore-check distribution'),
      },
    });
    await refuseFailing({ ...refusing, hosts: all, blank: ['lb2'], ignore: ['distribution'] }, NEVER);
  });

  test('one that is ours already does not', async () => {
    await refuseFailing(
      { ...refusing, hosts: hosts({ lb2: { osId: 'alpine' } }).all, blank: ['lb1'] },
      NEVER,
    );
  });

  const first = { ...refusing, isFirst: true, blank: ['lb1', 'lb2', 'lb3'] };

  test('a machine that answers for the VIP stops the first one', async () => {
    const { all } = hosts({ lb2: { hears: '02:bb:bb:bb:bb:bb' } });
    await expect(refuseFailing({ ...first, hosts: all }, NEVER)).rejects.toMatchObject({
      failure: {
        domain: 'check',
        cameBack: `vip-free: lb2: the machine with the hardware address 02:bb:bb:bb:bb:bb answers for ${SPEC.endpoint.vip}`,
        next: expect.stringContaining('--ignore-check vip-free'),
      },
    });
    await refuseFailing({ ...first, hosts: all, ignore: ['vip-free'] }, NEVER);
  });

  test('nobody is asked for it when balancers of ours may have it', async () => {
    const { all, asked } = hosts({ lb2: { hears: '02:bb:bb:bb:bb:bb' } });
    await refuseFailing({ ...first, hosts: all, isFirst: false }, NEVER);
    expect(asked.filter(each => /probes|doors/.test(each))).toEqual([]);
  });

  test('only balancers ask, and nothing else is tried', async () => {
    const spec = {
      ...SPEC,
      hosts: SPEC.hosts.map(host => (host.name === 'lb3' ? { ...host, roles: ['worker' as const] } : host)),
    };
    const { all, asked } = hosts();
    await refuseFailing({ ...first, spec, hosts: all }, NEVER);
    expect(asked.filter(each => /probes|doors/.test(each))).toEqual(['lb1: probes', 'lb2: probes']);
  });

  test('no packet is sent and nothing is measured', async () => {
    const { all, asked } = hosts();
    await refuseFailing({ ...refusing, hosts: all, blank: ['lb1'] }, NEVER);
    expect(asked.filter(each => /probes|doors/.test(each))).toEqual([]);
  });

  test('with no blank host nobody is asked', async () => {
    const { all, asked } = hosts();
    await refuseFailing({ ...refusing, hosts: all, blank: [] }, NEVER);
    expect(asked).toEqual([]);
  });
});

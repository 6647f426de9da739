/** The flow over hosts that answer as they please: what is asked of whom, and what stops a creation. */
import { describe, expect, test } from 'vitest';
import { exampleSpec, THREE } from '../../test/simulation/example.ts';
import { BarqueError } from '../base/errors.ts';
import type { Host } from '../hosts/host.ts';
import { simulatedMachine } from '../hosts/simulated/machine.ts';
import { judgeHosts, refuseFailing } from './check.ts';

const NEVER = new AbortController().signal;
const NOW = Date.parse('2026-01-01');
const SPEC = exampleSpec(THREE);
const clock = { now: () => NOW, monotonic: () => 0, sleep: async () => {} };

interface Quirk {
  osId?: string;
  silent?: boolean;
}

/** Answers as a simulated machine would; notes what it was asked for. */
function hosts(quirks: Readonly<Record<string, Quirk>> = {}): { all: Host[]; asked: string[] } {
  const asked: string[] = [];
  const all = THREE.map(({ name, address }): Host => {
    const { osId = 'debian', silent = false } = quirks[name] ?? {};
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
  const checking = { spec: SPEC, ignore: [], probes: true, clock };

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
  const refusing = { spec: SPEC, ignore: [], clock };

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

import { describe, expect, test } from 'vitest';
import { digestOfText, hexOf } from '../base/digest.ts';
import { BarqueError } from '../base/errors.ts';
import type { Host } from '../hosts/host.ts';
import { type SimulatedMachine, simulatedMachine } from '../hosts/simulated/machine.ts';
import type { Change } from '../plan/change.ts';
import { filePut } from '../plan/desired.ts';
import { PLAN_FORMAT, type Plan } from '../plan/plan.ts';
import { afterOf } from '../plan/verb.ts';
import { presentContents } from './present-contents.ts';

const NATURE = { address: '', interface: '', osId: '', osVersion: '', architecture: '', virtualization: '' };
const { signal } = new AbortController();

interface Lies {
  content: string;
  mode?: string;
  path?: string;
}

/** A plan that changes one file on each of these machines, which are read through hosts that count. */
function world(files: Readonly<Record<string, Lies>>) {
  const reads: string[] = [];
  const machines = new Map<string, SimulatedMachine>();
  const changes: Change[] = [];
  for (const [name, { content, mode = '0644', path = '/etc/f' }] of Object.entries(files)) {
    const machine = simulatedMachine(name, NATURE, {}, () => 0);
    machine.files.set(path, { content, mode, owner: 'root:root' });
    machines.set(name, machine);
    const { verb } = filePut('f', { path, content: 'new\n' });
    const before = { digest: hexOf(digestOfText(content)), kind: 'file', mode, owner: 'root:root' };
    const step = {
      id: `${name}/x/f`,
      verb,
      deadlineMs: 1,
      before,
      after: afterOf(verb),
      repeat: 'safe' as const,
    };
    const rest = { because: 'differs' as const, interrupts: [], needs: [], gives: [] };
    changes.push({ id: `${name}/x`, host: name, action: '~', steps: [step], ...rest });
  }
  const digest = digestOfText('');
  const plan: Plan = {
    format: PLAN_FORMAT,
    tool: '0',
    operation: 'converge',
    cluster: 'one',
    spec: digest,
    bundle: { digest, provenance: 'release' },
    facts: {},
    unreachable: [],
    late: [],
    changes,
    blobs: {},
  };
  const hosts = [...machines].map(
    ([name, machine]): Host => ({
      name,
      read: async reading => {
        reads.push(name);
        return reading.simulate(machine);
      },
    }),
  );
  return { plan, hosts, machines, reads };
}

const shown = async ({ plan, hosts }: ReturnType<typeof world>, most = 50) => [
  ...(await presentContents(plan, hosts, most, signal)).values(),
];

describe('what stands in a file that changes', () => {
  test('is read', async () => {
    expect(await shown(world({ a: { content: 'old\n' } }))).toEqual(['old\n']);
  });

  test('is read from one host, however many have it', async () => {
    const all = world({ a: { content: 'old\n' }, b: { content: 'old\n' }, c: { content: 'other\n' } });
    expect(await shown(all)).toEqual(['old\n', 'other\n']);
    expect(all.reads).toEqual(['a', 'c']);
  });

  test('is read for as many as are shown', async () => {
    expect(await shown(world({ a: { content: '1' }, b: { content: '2' }, c: { content: '3' } }), 2)).toEqual([
      '1',
      '2',
    ]);
  });

  test.each([
    ['only some may read it', { content: 'old\n', mode: '0640' }],
    ['it is a key of Kubernetes', { content: 'old\n', path: '/etc/kubernetes/pki/ca.crt' }],
    ['it is a kubeconfig', { content: 'old\n', path: '/etc/kubernetes/admin.conf' }],
  ])('is not even asked for when %s', async (_why, file) => {
    const all = world({ a: file });
    expect(await shown(all)).toEqual([]);
    expect(all.reads).toEqual([]);
  });

  test.each([
    ['no text', 'a\u0000b'],
    ['larger than a person reads', 'x'.repeat(256 * 1024 + 1)],
  ])('is not shown when it is %s', async (_why, content) => {
    expect(await shown(world({ a: { content } }))).toEqual([]);
  });

  test('is not shown when it has changed since the plan, or was narrowed', async () => {
    const all = world({ a: { content: 'old\n' }, b: { content: 'mine\n' } });
    all.machines.get('a')!.files.get('/etc/f')!.content = 'newer\n';
    all.machines.get('b')!.files.get('/etc/f')!.mode = '0600';
    expect(await shown(all)).toEqual([]);
  });

  test('has no secrets in it', async () => {
    expect(await shown(world({ a: { content: 'auth_pass hunter22\n' } }))).toEqual([
      'auth_pass [redacted]\n',
    ]);
  });

  test('is no reason to fail', async () => {
    const all = world({ a: { content: 'old\n' } });
    const gone: Host = {
      name: 'a',
      read: async () => {
        throw new BarqueError({ domain: 'connection', attempted: 'read', cameBack: 'no' });
      },
    };
    expect(await shown({ ...all, hosts: [gone] })).toEqual([]);
  });
});

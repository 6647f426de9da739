/** Where a kubeconfig comes from and where it goes: files of a person, in a folder of the test. */
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BarqueError } from '../base/errors.ts';
import { printEntry } from '../formats/kubeconfig/entry.ts';
import type { Host } from '../hosts/host.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { adminEntry, kubeconfigFiles, mergeInto, storeAlone } from './kubeconfig.ts';

const never = new AbortController().signal;
const PLAIN = { force: false, use: false };
const ENTRY = {
  context: 'harbour',
  userName: 'harbour-admin',
  cluster: { 'certificate-authority-data': 'T1VSUw==', server: 'https://192.0.2.100:8443' },
  user: { 'client-key-data': 'S0VZ' },
};

let folder: string;
const path = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const modeOf = (name: string) => statSync(path(name)).mode & 0o777;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'barque-kubeconfig-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the file', () => {
  test.each([
    [{ HOME: '/home/ann' }, ['/home/ann/.kube/config']],
    [{ HOME: '/home/ann', KUBECONFIG: '' }, ['/home/ann/.kube/config']],
    [{ HOME: '/home/ann', KUBECONFIG: '/a::/b' }, ['/a', '/b']],
  ])('by %j', (env, files) => {
    expect(kubeconfigFiles(env)).toEqual(files);
  });

  test('is the first of several that exists, else the first', async () => {
    writeFileSync(path('b'), '');
    expect((await mergeInto([path('a'), path('b')], ENTRY, PLAIN)).path).toBe(path('b'));
    expect((await mergeInto([path('x/c'), path('d')], ENTRY, PLAIN)).path).toBe(path('x/c'));
  });

  test('is for its owner alone, and so is what it was before', async () => {
    writeFileSync(path('config'), 'apiVersion: v1\nkind: Config\n', { mode: 0o644 });
    await mergeInto([path('config')], ENTRY, PLAIN);
    expect(modeOf('config')).toBe(0o600);
    expect(modeOf('config.bak')).toBe(0o600);
    expect(read('config.bak')).toBe('apiVersion: v1\nkind: Config\n');
  });

  test('that has it already is not written again', async () => {
    await mergeInto([path('config')], ENTRY, PLAIN);
    const before = statSync(path('config')).ino;
    expect(await mergeInto([path('config')], ENTRY, PLAIN)).toMatchObject({ changed: false });
    expect(statSync(path('config')).ino).toBe(before);
  });

  test('behind a link stays behind it', async () => {
    writeFileSync(path('real'), '');
    symlinkSync(path('real'), path('config'));
    await mergeInto([path('config')], ENTRY, PLAIN);
    expect((await lstat(path('config'))).isSymbolicLink()).toBe(true);
    expect(read('real')).toContain('harbour');
  });

  test('that kubectl writes now is left alone', async () => {
    writeFileSync(path('config'), 'kind: Config\n');
    writeFileSync(path('config.lock'), '');
    await expect(mergeInto([path('config')], ENTRY, PLAIN)).rejects.toMatchObject({
      failure: { domain: 'lock-held' },
    });
    expect(read('config')).toBe('kind: Config\n');
  });

  test('leaves nothing else behind', async () => {
    await mergeInto([path('config')], ENTRY, PLAIN);
    expect(await readdir(folder)).toEqual(['config']);
  });

  test('that is no kubeconfig is refused, without a word of it', async () => {
    writeFileSync(path('config'), 'token: geheim\n - x');
    const refusal = await mergeInto([path('config')], ENTRY, PLAIN).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BarqueError);
    expect(JSON.stringify((refusal as BarqueError).failure)).not.toContain('geheim');
    expect(read('config')).toBe('token: geheim\n - x');
  });
});

describe('several files', () => {
  test('a name that another of them gives another cluster is taken', async () => {
    const theirs = { ...ENTRY, cluster: { ...ENTRY.cluster, 'certificate-authority-data': 'VEhFSVJT' } };
    writeFileSync(path('a'), 'kind: Config\n');
    writeFileSync(path('b'), printEntry(theirs));
    await expect(mergeInto([path('a'), path('b')], ENTRY, PLAIN)).rejects.toMatchObject({
      failure: { where: path('b') },
    });
    expect(read('a')).toBe('kind: Config\n');
    expect(await mergeInto([path('a'), path('b')], ENTRY, { force: true, use: false })).toMatchObject({
      changed: true,
    });
  });
});

describe('a file of its own', () => {
  test('is written once, and nothing else is overwritten', async () => {
    await storeAlone(path('harbour.conf'), 'one', false);
    await storeAlone(path('harbour.conf'), 'one', false);
    expect(modeOf('harbour.conf')).toBe(0o600);
    await expect(storeAlone(path('harbour.conf'), 'two', false)).rejects.toBeInstanceOf(BarqueError);
    await storeAlone(path('harbour.conf'), 'two', true);
    expect([read('harbour.conf'), read('harbour.conf.bak')]).toEqual(['two', 'one']);
  });
});

describe('the administrator’s', () => {
  const SPEC = {
    name: 'harbour',
    endpoint: { vip: '192.0.2.100', port: 8443, names: [] },
    hosts: ['cp1', 'cp2', 'w1'].map(name => ({ name, roles: [name === 'w1' ? 'worker' : 'control-plane'] })),
    kubernetes: {},
  } as unknown as ResolvedSpec;
  const ADMIN = printEntry({ ...ENTRY, userName: 'kubernetes-admin' });
  const hosts = (answers: Readonly<Record<string, () => Promise<string | null>>>): Host[] =>
    SPEC.hosts.map(({ name }) => ({ name, read: async <T>() => (await answers[name]!()) as T }));
  const dead = async () => {
    throw new BarqueError({ domain: 'connection', attempted: 'read it', cameBack: 'off' });
  };
  const noWorker = async () => {
    throw new Error('a worker was asked');
  };

  test('comes from any control plane, and leads to the endpoint', async () => {
    const entry = await adminEntry(
      SPEC,
      hosts({ cp1: dead, cp2: async () => ADMIN, w1: noWorker }),
      'mine',
      never,
    );
    expect(entry).toMatchObject({ context: 'mine', cluster: { server: 'https://192.0.2.100:8443' } });
  });

  test('is not there before the cluster is', async () => {
    const asking = adminEntry(SPEC, hosts({ cp1: dead, cp2: async () => null, w1: noWorker }), 'mine', never);
    await expect(asking).rejects.toMatchObject({ failure: { domain: 'kubernetes' } });
  });

  test('is out of reach when no control plane answers', async () => {
    const asking = adminEntry(SPEC, hosts({ cp1: dead, cp2: dead, w1: noWorker }), 'mine', never);
    await expect(asking).rejects.toMatchObject({ failure: { domain: 'connection' } });
  });

  test('of another cluster is refused', async () => {
    const other = printEntry({ ...ENTRY, context: 'elsewhere' });
    const asking = adminEntry(
      SPEC,
      hosts({ cp1: async () => other, cp2: dead, w1: noWorker }),
      'mine',
      never,
    );
    await expect(asking).rejects.toMatchObject({ failure: { domain: 'configuration', where: 'cp1' } });
  });

  test('does not exist where there is no Kubernetes', async () => {
    const asking = adminEntry({ ...SPEC, kubernetes: null }, hosts({}), 'mine', never);
    await expect(asking).rejects.toMatchObject({ failure: { domain: 'kubernetes' } });
  });
});

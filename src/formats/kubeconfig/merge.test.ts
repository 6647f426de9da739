/** A kubeconfig of a person, into which one cluster comes. */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readKubernetesYaml } from '../../base/kubernetes-yaml.ts';
import { type Entry, entryOf, printEntry } from './entry.ts';
import { clashWith, currentContextOf, mergeEntry } from './merge.ts';

const ADMIN = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: T1VSUw==
    server: https://192.0.2.11:6443
  name: harbour
contexts:
- context:
    cluster: harbour
    user: kubernetes-admin
  name: kubernetes-admin@harbour
current-context: kubernetes-admin@harbour
kind: Config
users:
- name: kubernetes-admin
  user:
    client-certificate-data: Q0VSVA==
    client-key-data: S0VZ
`;

const ENDPOINT = 'https://192.0.2.100:8443';
const ENTRY: Entry = entryOf(ADMIN, 'harbour', ENDPOINT)!.entry;

const MINE = `# mine, by hand
apiVersion: v1
kind: Config
clusters:
- cluster:
    server: https://192.0.2.200:6443 # the old one
    certificate-authority-data: VEhFSVJT
  name: other
contexts:
- context: {cluster: other, user: me}
  name: other
current-context: other
preferences: {}
users:
- name: me
  user:
    token: abc
`;

const merged = (text: string, entry = ENTRY, wishes = { force: false, use: false }) => {
  const result = mergeEntry(text, entry, wishes);
  if (result.is !== 'merged') throw new Error(result.is);
  return result.text;
};

type Named = { name: string; [key: string]: unknown };
const named = (text: string, list: string, name: string) =>
  (parse(text) as Record<string, Named[]>)[list]!.find(each => each.name === name);

describe('the entry', () => {
  test('leads to the endpoint, under a name of its own for the user', () => {
    expect(parse(printEntry(ENTRY))).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'harbour', cluster: { 'certificate-authority-data': 'T1VSUw==', server: ENDPOINT } },
      ],
      contexts: [{ name: 'harbour', context: { cluster: 'harbour', user: 'harbour-admin' } }],
      'current-context': 'harbour',
      users: [
        { name: 'harbour-admin', user: { 'client-certificate-data': 'Q0VSVA==', 'client-key-data': 'S0VZ' } },
      ],
    });
  });

  test('knows which cluster it came from', () => {
    expect(entryOf(ADMIN, 'elsewhere', ENDPOINT)?.cluster).toBe('harbour');
  });

  test.each(['', 'kind: Config', 'a: [', 'clusters: []\nusers: []'])('%j is no kubeconfig', text => {
    expect(entryOf(text, 'harbour', ENDPOINT)).toBeNull();
  });
});

describe('merging', () => {
  test('adds to the end and leaves every other line as it was', () => {
    const lines = merged(MINE).split('\n');
    expect(MINE.split('\n').filter(line => !lines.includes(line))).toEqual([]);
    expect(named(merged(MINE), 'contexts', 'harbour')).toBeDefined();
  });

  test('a second time changes nothing', () => {
    expect(merged(merged(MINE))).toBe(merged(MINE));
  });

  test('the current context stays, unless it is wished or there is none', () => {
    expect(currentContextOf(merged(MINE))).toBe('other');
    expect(currentContextOf(merged(MINE, ENTRY, { force: false, use: true }))).toBe('harbour');
    expect(currentContextOf(merged(MINE.replace('current-context: other', 'current-context: ""')))).toBe(
      'harbour',
    );
  });

  test.each([
    '',
    '\n',
    'apiVersion: v1\nkind: Config\nclusters: null\ncontexts: []\nusers: null\ncurrent-context: ""\n',
  ])('into %j', text => {
    expect(named(merged(text), 'clusters', 'harbour')).toEqual(
      named(printEntry(ENTRY), 'clusters', 'harbour'),
    );
    expect(currentContextOf(merged(text))).toBe('harbour');
  });

  test('renews what is ours: new keys, new address, and the namespace that was chosen', () => {
    const once = merged(MINE).replace('cluster: harbour\n', 'cluster: harbour\n    namespace: shop\n');
    const renewed = {
      ...ENTRY,
      user: { token: 'new' },
      cluster: { ...ENTRY.cluster, server: 'https://new:8443' },
    };
    const twice = merged(once, renewed);
    expect(named(twice, 'users', 'harbour-admin')).toEqual({ name: 'harbour-admin', user: { token: 'new' } });
    expect(named(twice, 'clusters', 'harbour')).toMatchObject({ cluster: { server: 'https://new:8443' } });
    expect(named(twice, 'contexts', 'harbour')).toMatchObject({ context: { namespace: 'shop' } });
  });
});

describe('a name that is none to readers of YAML 1.1, as kubectl', () => {
  const kubectl = (text: string) => readKubernetesYaml(text)[0]!.toJS();

  test.each(['on', '1e3', '0b1', '2026'])('%s is written so that it is one', name => {
    const entry = entryOf(ADMIN, name, ENDPOINT)!.entry;
    for (const text of [printEntry(entry), merged(MINE, entry, { force: false, use: true })]) {
      const read = kubectl(text) as Record<string, Named[]>;
      expect(read['current-context']).toBe(name);
      expect(read['clusters']!.at(-1)!.name).toBe(name);
      expect(read['contexts']!.at(-1)).toEqual({ name, context: { cluster: name, user: `${name}-admin` } });
    }
    expect(merged(merged(MINE, entry), entry)).toBe(merged(MINE, entry));
  });

  test('is left as it was where somebody else wrote it', () => {
    const text = MINE.replace('token: abc', 'token: abc\n    username: on # mine\n    as: 2026-01-01');
    const lines = merged(text).split('\n');
    expect(text.split('\n').filter(line => !lines.includes(line))).toEqual([]);
  });
});

describe('names that lead elsewhere', () => {
  const called = (context: string): Entry => ({ ...ENTRY, context });

  test('a context of another cluster is not taken', () => {
    expect(mergeEntry(MINE, called('other'), { force: false, use: false })).toEqual({
      is: 'taken',
      what: 'context',
      name: 'other',
    });
    expect(clashWith(MINE, called('other'))).not.toBeNull();
    expect(clashWith(MINE, ENTRY)).toBeNull();
  });

  test('a cluster of another authority is not taken, nor one whose authority lies in a file', () => {
    const cluster = MINE.replace('  name: other\ncontexts', '  name: harbour\ncontexts');
    expect(mergeEntry(cluster, ENTRY, { force: false, use: false })).toMatchObject({
      is: 'taken',
      what: 'cluster',
    });
    const file = cluster.replace('certificate-authority-data: VEhFSVJT', 'certificate-authority: /ca.crt');
    expect(mergeEntry(file, ENTRY, { force: false, use: false })).toMatchObject({
      is: 'taken',
      what: 'cluster',
    });
  });

  test('a user by which another context goes is not taken', () => {
    const user = MINE.replace('user: me', 'user: harbour-admin').replace('name: me', 'name: harbour-admin');
    expect(mergeEntry(user, ENTRY, { force: false, use: false })).toMatchObject({
      is: 'taken',
      what: 'user',
    });
  });

  test('with force they are', () => {
    const text = merged(MINE, called('other'), { force: true, use: false });
    expect(named(text, 'clusters', 'other')).toMatchObject({ cluster: { server: ENDPOINT } });
  });
});

describe('what is no kubeconfig', () => {
  test('is left alone, and its text is not repeated', () => {
    const result = mergeEntry('users:\n- token: abc\n  - x', ENTRY, { force: true, use: true });
    expect(result).toMatchObject({ is: 'unreadable' });
    expect(JSON.stringify(result)).not.toContain('abc');
  });

  test.each(['- a\n- b\n', 'kind: Cluster\n', 'token: abc\n'])('%j is none', text => {
    expect(mergeEntry(text, ENTRY, { force: false, use: false })).toEqual({
      is: 'unreadable',
      line: null,
    });
  });
});

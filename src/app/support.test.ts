import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BarqueError } from '../base/errors.ts';
import { redactor } from '../base/redact.ts';
import type { Host } from '../hosts/host.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { gatherSupport } from './support.ts';

/** One of each kind that may lie in a configuration, a log or a journal. */
const SECRETS = {
  key: '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIabcdefgh\n-----END EC PRIVATE KEY-----',
  clientKey: 'client-key-data: TUhjQ0FRRUVJYWJjZGVmZ2g=',
  bearer: 'Authorization: Bearer abcdefgh12345678',
  token: 'abcdef.0123456789abcdef',
  password: 'password: hunter22',
  url: 'http://proxy:hunter22@10.0.0.1:3128',
  auth: 'auth_pass s3cret77',
  statistics: '  stats auth admin:hunter22',
  users: '  user tom insecure-password hunter22\n  user eve password $6$rounds$s3cret77abc',
  registry: 'auth = "dXNlcjpodW50ZXIyMg=="',
  registries: '{"auths":{"docker.io":{"auth":"dXNlcjpodW50ZXIyMg=="}}}',
  cloud: 'aws_secret_access_key = wJalrXUtnFEMI',
  quoted: 'password: "correct horse battery"',
};
const PLANTED = [
  ...['MHcCAQEEI', 'TUhjQ0FRR', 'abcdefgh12345678', '0123456789abcdef', 'hunter22', 's3cret77'],
  ...['dXNlcjpo', 'wJalrXUtn', 'horse', 'battery'],
];

let runs: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'barque-'));
});
afterEach(() => rm(runs, { recursive: true }));

const everything = Object.values(SECRETS).join('\n');
const spec = {
  name: 'harbour',
  proxy: SECRETS.url,
  overrides: { auth: { password: 'battery' } },
} as unknown as ResolvedSpec;

function host(name: string, answer: () => string): Host {
  return { name, read: async reading => reading.parse(answer()) };
}

test('no secret leaves, wherever it lay', async () => {
  await writeFile(join(runs, '20261123-000000-aaaa.jsonl'), `${JSON.stringify({ detail: everything })}\n`);
  const hosts = [
    host(
      'cp1',
      () =>
        `\n@@part files/etc/haproxy/haproxy.cfg\n${everything}\n@@part units/kubelet.log\n${everything}\n`,
    ),
  ];
  const input = { spec, hosts, runs, status: { words: everything }, about: everything, redact: redactor([]) };
  const { files } = await gatherSupport(input, new AbortController().signal);
  expect(files.map(({ path }) => path)).toEqual([
    'about.txt',
    'spec.json',
    'status.json',
    'runs/20261123-000000-aaaa.jsonl',
    'hosts/cp1/files/etc/haproxy/haproxy.cfg',
    'hosts/cp1/units/kubelet.log',
  ]);
  for (const { path, content } of files) {
    expect(content).not.toBe('');
    for (const secret of PLANTED) expect(content.includes(secret), `${path}: ${secret}`).toBe(false);
  }
});

test('a host that does not answer is named, and the others are there', async () => {
  const dead = host('w1', () => {
    throw new BarqueError({ domain: 'connection', attempted: 'read', cameBack: 'no route to host' });
  });
  const hosts = [dead, host('cp1', () => '\n@@part network/routes\ndefault\n')];
  const { files, silent } = await gatherSupport(
    { spec, hosts, runs, status: null, about: '', redact: redactor([]) },
    new AbortController().signal,
  );
  expect(silent.map(each => each.host)).toEqual(['w1']);
  expect(files.map(({ path }) => path)).toContain('silent-hosts.txt');
  expect(files.map(({ path }) => path)).toContain('hosts/cp1/network/routes');
});

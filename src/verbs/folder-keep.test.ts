/** The shell of `folder.keep`, in a folder that stands for a host. */
import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SampleHost, sampleHost } from '../../test/shell/sample-host.ts';
import { FOLDER_KEEP } from './folder-keep.ts';

const FOLDER = '/etc/containerd/certs.d';
const LEDGER = '/var/lib/barque/ledger';

let host: SampleHost;
beforeEach(() => {
  host = sampleHost();
  for (const path of ['a/hosts.toml', 'a/ca.crt', 'b/hosts.toml', 'c/hosts.toml', 'by-hand'])
    host.write(`${FOLDER}/${path}`, `${path}\n`);
  host.write('/var/lib/barque/originals/d16e57', 'as it was\n');
  ledger(
    ['absent', '/etc/containerd/certs.d-and-more'],
    ['folder', FOLDER],
    ['folder', `${FOLDER}/a`],
    ['absent', `${FOLDER}/a/ca.crt`],
    ['absent', `${FOLDER}/a/hosts.toml`],
    ['d16e57', `${FOLDER}/b/hosts.toml`],
    ['absent', `${FOLDER}/c/hosts.toml`],
  );
});
afterEach(() => host.remove());

function ledger(...lines: [original: string, path: string][]): void {
  host.write(LEDGER, lines.map(([original, path]) => `${original} ${host.at(path)}\n`).join(''));
}

const noted = () =>
  (host.read(LEDGER) ?? '').split('\n').flatMap(line => (line === '' ? [] : [line.replace(host.at(''), '')]));
const args = (...keep: string[]) => [FOLDER, ...keep.map(path => `${FOLDER}/${path}`)].map(host.at);

test('what is not to be kept is seen, sorted, and nothing of others', () => {
  const strays = ['a/ca.crt', 'a/hosts.toml', 'b/hosts.toml'].map(path => host.at(`${FOLDER}/${path}`));
  expect(host.observe(FOLDER_KEEP.observe, args('c/hosts.toml'))).toEqual({ strays: strays.join(',') });
});

test('it goes, an original comes back, and so do the lines and the folder that was made for it', () => {
  expect(host.play(FOLDER_KEEP.perform, args('c/hosts.toml'))).toMatchObject({ code: 0, stderr: '' });
  expect(host.observe(FOLDER_KEEP.observe, args('c/hosts.toml'))).toEqual({ strays: 'none' });
  expect(host.read(`${FOLDER}/a`)).toBeNull();
  expect(host.read(`${FOLDER}/b/hosts.toml`)).toBe('as it was\n');
  expect(host.read(`${FOLDER}/by-hand`)).toBe('by-hand\n');
  expect(noted()).toEqual([
    'absent /etc/containerd/certs.d-and-more',
    `folder ${FOLDER}`,
    `absent ${FOLDER}/c/hosts.toml`,
  ]);
});

test('a folder in which something else lies stays, and is remembered', () => {
  host.write(`${FOLDER}/a/theirs`, 'theirs\n');
  host.play(FOLDER_KEEP.perform, args('c/hosts.toml'));
  expect(host.read(`${FOLDER}/a/theirs`)).toBe('theirs\n');
  expect(noted()).toContain(`folder ${FOLDER}/a`);
});

test('without its original a file stays as it is, with its line', () => {
  ledger(['ffff', `${FOLDER}/b/hosts.toml`]);
  expect(host.play(FOLDER_KEEP.perform, args())).toMatchObject({ code: 1 });
  expect(host.read(`${FOLDER}/b/hosts.toml`)).toBe('b/hosts.toml\n');
  expect(noted()).toEqual([`ffff ${FOLDER}/b/hosts.toml`]);
});

test('on a host without a ledger there is nothing', () => {
  const blank = sampleHost();
  mkdirSync(blank.at('/etc'));
  expect(blank.observe(FOLDER_KEEP.observe, [FOLDER])).toEqual({ strays: 'none' });
  blank.remove();
});

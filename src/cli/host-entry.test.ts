/** A host's entry leaves the file only where every command can use what is left. */
import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shorterText, writeShorter } from './host-entry.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-entry-'));
  file = join(folder, 'cluster.yaml');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const HEAD = `apiVersion: barque/v1alpha1
kind: Cluster
metadata: {name: demo}
spec:
  endpoint: {vip: 10.0.0.100, port: 6443}
  hosts:
`;
const host = (name: string, last: number, role: string) =>
  `    -\n      name: ${name}\n      address: 10.0.0.${last}\n      roles: [${role}]\n`;
const CP1 = host('cp1', 1, 'control-plane');
const W1 = host('w1', 2, 'worker');
const LB1 = host('lb1', 3, 'load-balancer');

describe('a host’s entry', () => {
  test('goes when what is left is right', async () => {
    await writeFile(file, HEAD + CP1 + W1 + LB1);
    expect(await shorterText(file, 'w1')).toBe(HEAD + CP1 + LB1);
  });

  test('is for a person to take out of a list on one line', async () => {
    await writeFile(file, `${HEAD.trimEnd()} [{name: w1, address: 10.0.0.1, roles: [worker]}]\n`);
    expect(await shorterText(file, 'w1')).toBeNull();
  });

  test.each([
    ['the last balancer of its own, when control planes would balance at their own port', 'lb1', CP1 + LB1],
    ['the only host', 'lb1', LB1],
  ])('stays when what is left is not: %s', async (_name, name, hosts) => {
    await writeFile(file, HEAD + hosts);
    await expect(shorterText(file, name)).rejects.toMatchObject({
      failure: { domain: 'configuration', next: expect.stringContaining('The file is as it was') },
    });
    expect(await readFile(file, 'utf8')).toBe(HEAD + hosts);
  });
});

test('a file that is a link stays one, as closed as it was, and nothing lies beside it', async () => {
  const real = join(folder, 'real.yaml');
  await writeFile(real, 'long');
  await chmod(real, 0o600);
  await symlink(real, file);
  await writeShorter(file, 'short');
  expect(await readFile(real, 'utf8')).toBe('short');
  expect((await lstat(file)).isSymbolicLink()).toBe(true);
  expect((await stat(real)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['cluster.yaml', 'real.yaml']);
});

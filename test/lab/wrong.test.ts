/**
 * What goes wrong under a run, on real machines: a full disk, a host that hangs, one that does not let us in or is another
 * one; a clear word for each, and the same command goes on.
 */
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCluster } from '../../src/app/load-cluster.ts';
import { background, END_BACKGROUND, listening } from './background.ts';
import { barque, on, said, start, well } from './barque.ts';
import { labBundle } from './bundle.ts';
import { keepLogs } from './keep-logs.ts';
import { servers } from './servers.ts';

const LAB = 't-wrong';
const MACHINES = ['lb1', 'lb2', 'lb3'];
let file: string;
let vip: string;

beforeAll(async () => {
  const bundle = await labBundle();
  const shape = ['--control-planes', '0', '--workers', '0', '--load-balancers', '3', '--servers', '1'];
  await well('lab', 'up', LAB, ...shape, '--disk-size', '2', '--bundle', bundle);
  file = (await well('lab', 'file', LAB)).trim();
  vip = /vip: ([0-9.]+)/.exec(await readFile(file, 'utf8'))![1]!;
  await servers(LAB, file, vip, bundle);
});

afterAll(async () => {
  await barque('lab', 'down', LAB);
});

keepLogs(LAB, MACHINES);

const fault = (machine: string, what: string) => well('lab', 'fault', `${LAB}/${machine}`, what);

async function left(): Promise<unknown[]> {
  return (JSON.parse(await well('plan', '-f', file, '-o', 'json')) as { changes: unknown[] }).changes;
}

test('an address in use and a port that is taken stop the first run before anything is changed', async () => {
  const { port } = (await loadCluster(file)).spec.endpoint;
  await on(LAB, 's1', `ip address add ${vip}/24 dev eth0`);
  await background(LAB, 'lb2', listening(port));
  const { code, stderr } = await barque('apply', '-f', file, '--yes');
  expect(code, stderr).toBe(3);
  expect(stderr).toMatch(new RegExp(`ports-free: lb2: .*${port}.* taken by perl`));
  expect(stderr).toMatch(new RegExp(`vip-free: lb1, lb2, lb3: the machine with .* answers for ${vip}`));
  expect(stderr).toMatch(/Nothing was changed\..*--ignore-check/s);
  for (const machine of MACHINES)
    expect(await on(LAB, machine, 'ls /var/lib/barque 2>/dev/null; true')).toBe('');
  await on(LAB, 's1', `ip address del ${vip}/24 dev eth0`);
  await on(LAB, 'lb2', END_BACKGROUND);
});

describe('in the middle of a run', () => {
  test('a host hangs: the run ends by itself and says which host it is', async () => {
    const run = start(['apply', '-f', file, '--yes']);
    await said(run, 'run 20');
    await fault('lb3', 'freeze');
    const { code, stderr } = await run.ended;
    expect([11, 12]).toContain(code);
    expect(stderr).toMatch(/lb3.*(silent|answer)/);
    await fault('lb3', 'thaw');
  });

  test('a disk is full: the program’s own words are told, and the others go on', async () => {
    await fault('lb3', 'fill-disk');
    const { code, stdout } = await barque('apply', '-f', file, '--yes', '-o', 'jsonl');
    await well('lab', 'heal', `${LAB}/lb3`);
    // It is out of the run where not even the fence can be written, else its first step fails.
    expect([11, 12]).toContain(code);
    expect(stdout).toMatch(/no space left on device|could not be written/i);
    expect(await on(LAB, 'lb3', 'cat /var/lib/barque/fence')).toContain('epoch=');
  });

  test('the same command goes on from there, and from a package that was half unpacked', async () => {
    // Where a disk becomes full is chance; this is what it leaves when dpkg was unpacking just then (dpkg(1), reinst-required).
    const half = '/^Package: iproute2$/,/^$/s/^Status: .*/Status: install reinstreq half-installed/';
    await on(LAB, 'lb3', `sed -i '${half}' /var/lib/dpkg/status`);
    const { code, stderr } = await barque('apply', '-f', file, '--yes');
    expect(code, stderr).toBe(0);
    expect(await left()).toEqual([]);
  });
});

describe('a host that shows another key than the one we know', () => {
  let told = '';

  beforeAll(async () => {
    const key = '/etc/ssh/ssh_host_ed25519_key';
    await on(LAB, 'lb3', `rm ${key}*; ssh-keygen -q -t ed25519 -N '' -C new -f ${key}`);
    // Connections that were made with the old key end with the power.
    await fault('lb3', 'power-cut');
    await well('lab', 'heal', `${LAB}/lb3`);
  });

  test('is left out by name, and the others are done', async () => {
    const { code, stderr } = await barque('apply', '-f', file, '--yes');
    expect(code, stderr).toBe(11);
    expect(stderr).toMatch(/^ {2}lb3 shows another host key than the one that is known: /m);
    expect(stderr).toContain(`What to do about each: barque check -f ${file}`);
  });

  test('fails its check, with who else it may be and what to do', async () => {
    const { code, stdout } = await barque('check', '-f', file);
    expect(code).toBe(3);
    expect(stdout).toMatch(/ssh-host-key.*lb3|lb3.*ssh-host-key/s);
    expect(stdout).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED');
    expect(stdout).toContain('If you installed lb3 anew, forget the old key and compare the new one');
    expect(stdout).toContain('Otherwise someone else answers there.');
    told = stdout;
  });

  test('is let in again by the commands that were told', async () => {
    const forget = /^ *(ssh-keygen -f .* -R .*)$/m.exec(told)![1]!;
    // A lab's configuration never asks; who accepts a new key by hand says yes here.
    const accept = /^ *(ssh .*root@lb3 true)$/m
      .exec(told)![1]!
      .replace('ssh ', 'ssh -o StrictHostKeyChecking=accept-new ');
    for (const command of [forget, accept]) {
      const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
      expect(status, `${command}\n${stderr}`).toBe(0);
    }
    const { code, stderr } = await barque('apply', '-f', file, '--yes');
    expect(code, stderr).toBe(0);
  });
});

test('a host that does not know our key is left out by name, with the way to put it there', async () => {
  const other = file.replace(/cluster\.yaml$/, 'other.yaml');
  const text = (await readFile(file, 'utf8')).replace(/(- name: lb3\n)(\s+)/, '$1$2ssh: {user: nobody}\n$2');
  await writeFile(other, text);
  const { code, stderr } = await barque('apply', '-f', other, '--yes');
  expect(code, stderr).toBe(11);
  expect(stderr).toMatch(/^ {2}lb3 refuses the login: .*Permission denied/m);
  const check = await barque('check', '-f', other);
  expect(check.code).toBe(3);
  expect(check.stdout).toMatch(/ssh-copy-id .* nobody@lb3/);
});

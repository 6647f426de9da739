/** What goes wrong under a run, on real machines: a full disk, a host that hangs; a clear word for each, and the same command goes on. */

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barque, on, type Running, start, well } from './barque.ts';
import { labBundle } from './bundle.ts';
import { keepLogs } from './keep-logs.ts';
import { servers } from './servers.ts';

const LAB = 't-wrong';
const MACHINES = ['lb1', 'lb2', 'lb3'];
let file: string;

beforeAll(async () => {
  const bundle = await labBundle();
  const shape = ['--control-planes', '0', '--workers', '0', '--load-balancers', '3', '--servers', '1'];
  await well('lab', 'up', LAB, ...shape, '--disk-size', '2', '--bundle', bundle);
  file = (await well('lab', 'file', LAB)).trim();
  const vip = /vip: ([0-9.]+)/.exec(await readFile(file, 'utf8'))![1]!;
  await servers(LAB, file, vip, bundle);
});

afterAll(async () => {
  await barque('lab', 'down', LAB);
});

keepLogs(LAB, MACHINES);

const fault = (machine: string, what: string) => well('lab', 'fault', `${LAB}/${machine}`, what);

/** Resolves when the run has said this for the first time, or has ended. */
async function told(run: Running, what: string): Promise<void> {
  let seen = '';
  await new Promise<void>(resolve => {
    for (const stream of [run.child.stdout!, run.child.stderr!])
      stream.on('data', chunk => {
        seen += chunk;
        if (seen.includes(what)) resolve();
      });
    void run.ended.then(() => resolve());
  });
}

async function left(): Promise<unknown[]> {
  return (JSON.parse(await well('plan', '-f', file, '-o', 'json')) as { changes: unknown[] }).changes;
}

describe('in the middle of a run', () => {
  test('a host hangs: the run ends by itself and says which host it is', async () => {
    const run = start(['apply', '-f', file, '--yes']);
    await told(run, 'run 20');
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

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lint } from './lint.ts';

const SAMPLES = join(import.meta.dirname, '../../lint/samples');
const sample = (path: string) => join(SAMPLES, path);
const CLEAN = ['clean/haproxy.cfg', 'clean/balancer1.conf', 'clean/balancer2.conf'].map(sample);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-lint-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function run(files: readonly string[], options: Readonly<Record<string, string>> = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const code = await lint.run({ args: [files], options, terminal: { stdout, stderr, env: {} }, signal });
  stdout.end();
  return { code, said: (await stdout.toArray()).join('') };
}

describe('barque lint', () => {
  it('ends with 0 and says so when nothing is wrong', async () => {
    const { code, said } = await run(CLEAN);
    expect(code).toBe(0);
    expect(said).toContain('3 files: nothing found.');
    expect(said).toMatch(/1\.03s +the holder loses its power/);
    expect(said).toMatch(/40ms +a server crashes/);
  });

  it('ends with 3 when there is an error among the findings, and with 0 when there is none', async () => {
    expect((await run([sample('findings/no-redispatch/has/haproxy.cfg')])).code).toBe(3);
    expect((await run([sample('findings/verify-none/has/haproxy.cfg')])).code).toBe(0);
  });

  it('tells the same mistake of several hosts once', async () => {
    const hosts = ['b-first.conf', 'c-second.conf', 'd-third.conf'].map(name =>
      sample(`styles/kubeadm/${name}`),
    );
    const { said } = await run(hosts);
    expect(said.match(/\[preempts\]/g)).toHaveLength(1);
    expect(said.replace(/\s+/g, ' ')).toContain(hosts.map(file => `${file}:13`).join(', '));
  });

  it('says what never ends, and why', async () => {
    const { said } = await run([sample('styles/k3s/a-haproxy.cfg')]);
    expect(said).toContain(
      'for ever  a server hangs: some new connections get no answer (the check only connects',
    );
  });

  it('gives the same to programs, with null for what never ends', async () => {
    const { said, code } = await run([sample('styles/k3s/a-haproxy.cfg')], { output: 'json' });
    const answer = JSON.parse(said);
    expect(answer).toMatchObject({ files: [{ is: 'haproxy' }], exitCode: code });
    expect(answer.findings[0]).toMatchObject({ id: 'no-redispatch', severity: 'error', line: 8 });
    const hang = answer.forecasts[0].faults.find(({ fault }: { fault: string }) => fault === 'server-hang');
    expect(hang).toEqual({ fault: 'server-hang', ms: null, never: 'check-only-connects' });
  });

  it('refuses what it cannot read or tell, by name', async () => {
    await expect(run([join(folder, 'none.cfg')])).rejects.toMatchObject({
      failure: {
        domain: 'configuration',
        where: join(folder, 'none.cfg'),
        cameBack: expect.stringContaining('ENOENT'),
      },
    });
    const file = join(folder, 'nginx.conf');
    await writeFile(file, 'stream { server { listen 6443; } }');
    await expect(run([file])).rejects.toMatchObject({ failure: { where: `${file}:1` } });
    expect((await run([file], { as: 'keepalived' })).said).toContain('1 file');
  });

  it('refuses a folder, and a file with nothing in it, with what to do', async () => {
    await expect(run([folder])).rejects.toMatchObject({
      failure: { cameBack: 'it is a folder', next: expect.stringContaining('files in it') },
    });
    const file = join(folder, 'empty.cfg');
    await writeFile(file, '# nothing yet\n\n');
    await expect(run([file], { as: 'haproxy' })).rejects.toMatchObject({
      failure: { cameBack: 'nothing is in it' },
    });
    await writeFile(file, 'x'.repeat(1_000_001));
    await expect(run([file], { as: 'haproxy' })).rejects.toMatchObject({
      failure: { cameBack: expect.stringContaining('more than 1000000 characters') },
    });
  });

  it('shows some of very many, and counts the others', async () => {
    const file = join(folder, 'noise.cfg');
    await writeFile(file, Array.from({ length: 1000 }, (_, nth) => `noise${nth}`).join('\n'));
    const { said, code } = await run([file], { as: 'haproxy' });
    expect(code).toBe(3);
    expect(said.match(/\[syntax\]/g)).toHaveLength(6);
    expect(said).toContain('and 995 more of [syntax]');
    expect(said).toContain('1 file: 1000 errors');
    expect(said.split('\n').length).toBeLessThan(50);
  });

  it('tells a low priority once for all hosts', async () => {
    const hosts = ['b-first.conf', 'c-second.conf', 'd-third.conf'].map(name =>
      sample(`styles/kubeadm/${name}`),
    );
    expect((await run(hosts)).said.match(/\[low-priority\]/g)).toHaveLength(1);
  });

  it('lets no file speak to the terminal', async () => {
    const file = join(folder, 'keepalived.conf');
    await writeFile(
      file,
      'vrrp_instance A {\n virtual_ipaddress { 192.0.2.1\u001b[2J }\n track_script { \u001b]0;x\u0007 }\n}\n',
    );
    expect((await run([file])).said).not.toMatch(/[\u001b\u0007]/);
  });
});

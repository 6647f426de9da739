import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCluster } from '../../app/load-cluster.ts';
import { init } from './init.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-init-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const FLAGS = { name: 'harbour', vip: '192.0.2.100', controlPlane: '192.0.2.11,192.0.2.12, 192.0.2.13' };

/** Runs the command without a terminal. */
async function run(options: Readonly<Record<string, string>>): Promise<{ file: string; said: string }> {
  const file = join(folder, 'cluster.yaml');
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  await init.run({ args: [], options: { file, ...options }, terminal: { stdout, stderr, env: {} }, signal });
  stderr.end();
  return { file, said: (await stderr.toArray()).join('') };
}

describe('barque init', () => {
  it('writes a file that every other command can use, and says which is next', async () => {
    const { file, said } = await run({ ...FLAGS, worker: '192.0.2.21' });
    const { spec } = await loadCluster(file);
    expect(spec.hosts.map(({ address }) => address)).toEqual([
      '192.0.2.11',
      '192.0.2.12',
      '192.0.2.13',
      '192.0.2.21',
    ]);
    // A plan fails as long as there is no bundle, and is of no use on hosts that are not fit.
    expect(said).toMatch(
      new RegExp(
        `barque check -f ${file} .*barque bundle build --kubernetes \\d.*barque plan -f ${file}\\n`,
        's',
      ),
    );
  });

  it('names the bundle of the release that was wanted', async () => {
    expect((await run({ ...FLAGS, kubernetes: '1.35.2' })).said).toContain(
      'bundle build --kubernetes 1.35.2 ',
    );
  });

  it('never writes over a file', async () => {
    const file = join(folder, 'cluster.yaml');
    await writeFile(file, 'mine');
    await expect(run(FLAGS)).rejects.toMatchObject({
      failure: { domain: 'usage', cameBack: 'there is one already' },
    });
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it('without a terminal names the flags that are missing', async () => {
    await expect(run({ name: 'harbour' })).rejects.toMatchObject({
      failure: { domain: 'usage', next: 'Give --vip, --control-plane.' },
    });
  });

  it.each([
    [{ controlPlane: '' }, 'read --control-plane', 'there is nothing in it'],
    [{ controlPlane: ' , ' }, 'read --control-plane', 'there is nothing in it'],
    [{ vip: '192.0.2.999' }, 'read --vip', '192.0.2.999: an IPv4 address is written as 192.0.2.10.'],
    [{ name: 'Harbour' }, 'read --name', 'A name has small letters, digits and -, at most 63 of them.'],
    [{ worker: 'w1' }, 'read --worker', 'w1: an IPv4 address is written as 192.0.2.10.'],
    [{ loadBalancer: 'lb1' }, 'read --load-balancer', 'lb1: an IPv4 address is written as 192.0.2.10.'],
  ])(
    'tells what is wrong in a flag, not in a file that never was: %j',
    async (flags, attempted, cameBack) => {
      await expect(run({ ...FLAGS, ...flags })).rejects.toMatchObject({
        failure: { domain: 'usage', attempted, cameBack, next: 'Nothing was written.' },
      });
    },
  );

  it('has no workers where none are named', async () => {
    const { file } = await run({ ...FLAGS, worker: '' });
    expect((await loadCluster(file)).spec.hosts).toHaveLength(3);
  });

  it('says that the folder is missing before it asks anything', async () => {
    await expect(run({ file: join(folder, 'site', 'cluster.yaml') })).rejects.toMatchObject({
      failure: { domain: 'usage', cameBack: `there is no folder ${join(folder, 'site')}` },
    });
  });

  it('writes nothing that is not right', async () => {
    await expect(run({ ...FLAGS, vip: '192.0.2.11' })).rejects.toMatchObject({
      failure: { domain: 'usage', cameBack: expect.stringMatching(/^The VIP is the address of a host: /) },
    });
    await expect(readFile(join(folder, 'cluster.yaml'))).rejects.toThrow('ENOENT');
  });
});

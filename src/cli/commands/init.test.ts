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
    expect(said).toContain(`barque plan -f ${file}`);
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

  it('writes nothing that is not right', async () => {
    await expect(run({ ...FLAGS, vip: '192.0.2.11' })).rejects.toMatchObject({
      failure: { domain: 'usage', cameBack: expect.stringContaining('The VIP is the address of a host') },
    });
    await expect(readFile(join(folder, 'cluster.yaml'))).rejects.toThrow('ENOENT');
  });
});

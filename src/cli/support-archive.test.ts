import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packSupport } from './support-archive.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('names as long as pods have them fit into an archive', async () => {
  const pod = 'kube-controller-manager-a-control-plane-with-quite-a-long-name.example.org_6f97906b';
  const path = `hosts/a-control-plane-with-quite-a-long-name.example.org/pods/${pod}/kube-controller-manager/0.log`;
  expect(await packSupport([{ path, content: 'x' }], join(folder, 'one.tar.gz'))).toBeGreaterThan(0);
});

test('a file that is there stays, and the person is told', async () => {
  const path = join(folder, 'mine');
  await writeFile(path, 'mine');
  await expect(packSupport([{ path: 'a', content: 'x' }], path)).rejects.toMatchObject({
    failure: { domain: 'configuration', cameBack: 'there is such a file already' },
  });
});

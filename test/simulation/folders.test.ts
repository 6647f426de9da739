/** Registries and patches that are taken out of the file are not asked and not applied any more, struck anywhere. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { PATCHES_FOLDER } from '../../src/layers/kubeadm-config.ts';
import { REGISTRIES } from '../../src/layers/runtime/containerd.ts';
import { MEMBERS_PATCH } from '../../src/spec/file-contents.ts';
import { TIMEOUT_MS } from './creation-matrix.ts';
import { applyEdited, complaintsOf, type Edit, madeBy } from './edited.ts';
import type { Stands } from './operation.ts';
import type { Rehearsal } from './rehearsal.ts';

const SEED = Number(process.env.BARQUE_TEST_SEED ?? 20_261_123);

vi.setConfig({ testTimeout: TIMEOUT_MS });

const FULL: Edit = {
  kubernetes: {
    patches: [
      { name: 'kube-apiserver.yaml', content: 'a: 1\n' },
      { name: 'kubeletconfiguration.yaml', content: 'b: 1\n' },
    ],
    registries: [{ name: 'docker.io', mirrors: ['https://mirror.example'], ca: 'PEM\n' }],
  },
};

let stands: Required<Stands>;
beforeAll(async () => {
  stands = await madeBy(1, FULL, SEED);
});

/** Files below a folder on a host, by their names there. */
function filesIn({ after }: Pick<Rehearsal, 'after'>, host: string, folder: string): string[] {
  return [...after.get(host)!.files.keys()]
    .filter(path => path.startsWith(`${folder}/`))
    .map(path => path.slice(folder.length + 1))
    .sort();
}

describe('what is taken out of the file', () => {
  test('leaves the folders, before kubeadm reads them, and what is still wanted stays', async () => {
    const theirs = structuredClone(stands);
    const byHand = `${REGISTRIES}/by-hand/hosts.toml`;
    theirs.before.get('w1')!.files.set(byHand, { content: '', mode: '0644', owner: 'root:root' });
    expect(filesIn({ after: theirs.before }, 'w1', REGISTRIES)).toHaveLength(3);
    const edited = await applyEdited(1, {}, theirs, { seed: SEED });
    expect(edited.complaints).toEqual([]);
    expect(filesIn(edited, 'w1', REGISTRIES)).toEqual(['by-hand/hosts.toml']);
    expect(filesIn(edited, 'w1', PATCHES_FOLDER)).toEqual(['README']);
    expect(filesIn(edited, 'cp1', PATCHES_FOLDER)).toContain(MEMBERS_PATCH);
    expect(filesIn(edited, 'cp1', PATCHES_FOLDER)).not.toContain('kube-apiserver.yaml');
    const journal = edited.after.get('cp1')!.journal;
    const at = (step: string) => journal.findLastIndex(line => line.includes(step));
    expect(at('cp1/controlplane/other-patches done')).toBeGreaterThan(0);
    expect(at('cp1/controlplane/other-patches done')).toBeLessThan(at('cp1/controlplane/kubeadm intent'));
  });

  test.each(['kill', 'cut', 'sever'] as const)('leaves them after a %s, too', async fault => {
    expect(await complaintsOf(1, {}, stands, SEED, fault, 8)).toEqual([]);
  });
});

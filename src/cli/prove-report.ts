/** A proof's folder: opened before the drills, and written when they are over. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BarqueError } from '../base/errors.ts';
import type { Proof } from '../prove/proof.ts';
import { htmlOf } from '../prove/report/html.ts';
import { junitOf } from '../prove/report/junit.ts';

/** Makes the folder. Throws usage when it holds samples of another cluster: they would count as this one's. */
export async function openReport(folder: string, cluster: string): Promise<void> {
  const mark = join(folder, 'cluster');
  await mkdir(folder, { recursive: true });
  const owner = await readFile(mark, 'utf8').catch(() => null);
  if (owner === null) return await writeFile(mark, `${cluster}\n`);
  if (owner.trim() === cluster) return;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'put the report there',
    where: folder,
    cameBack: `it holds samples of the cluster ${owner.trim()}`,
    next: 'Name another folder with --report.',
  });
}

/** For programs, for CI, and for people. */
export async function writeReport(folder: string, proof: Proof): Promise<void> {
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(proof, null, 2)}\n`);
  await writeFile(join(folder, 'junit.xml'), junitOf(proof));
  await writeFile(join(folder, 'report.html'), htmlOf(proof));
}

/** The part `packages`: Debian packages that a fresh server lacks, as a small apt repository. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { controlOf, licenceOf } from '../apt/deb.ts';
import { downloadPackages, fetchByApt } from '../apt/download.ts';
import { mirrorsOf } from '../apt/mirror.ts';
import { packageLockPath, readPackageLock } from '../apt/package-lock.ts';
import { indexRepository } from '../apt/repository.ts';
import { APT_FOLDER } from '../bundle.ts';
import { DISTRIBUTIONS } from '../distributions.ts';
import { placeFile } from '../durable.ts';
import type { MadeFile, Part } from '../part.ts';

export const packages: Part = {
  name: 'packages',
  followsKubernetes: false,
  async prepare(choice, workshop) {
    const lock = await readPackageLock(packageLockPath(choice.distribution), choice.distribution);
    const chosen = lock.packages.filter(({ use }) => use.includes('host'));
    return {
      subject: `${chosen.length} packages of ${choice.distribution}`,
      inputs: { released: lock.released, packages: chosen, recipe: 3 },
      coldSeconds: 30,
      async build(out, onProgress, signal) {
        const from = { cache: workshop.cache, mirrors: await mirrorsOf(), fetch: fetchByApt };
        const downloaded = await downloadPackages(lock, 'host', from, onProgress, signal);
        await mkdir(join(out, APT_FOLDER));
        const indexed = await Promise.all(
          downloaded.map(async ({ path, name, version, architecture, size, sha256 }) => {
            // The archive's own form of a file name: without the epoch, whose colon URLs escape.
            const filename = `${name}_${version.replace(/^\d+:/, '')}_${architecture}.deb`;
            await placeFile(path, join(out, APT_FOLDER, filename));
            const licence = await licenceOf(path, name, signal);
            return { control: await controlOf(path, signal), filename, size, sha256, licence };
          }),
        );
        const index = indexRepository(indexed, {
          suite: DISTRIBUTIONS[choice.distribution].suite,
          architecture: lock.architecture,
          released: lock.released,
        });
        for (const [name, content] of Object.entries(index)) {
          await writeFile(join(out, APT_FOLDER, name), content);
        }
        const files = downloaded.map(
          ({ name, version, askedFor, archive, filename }, i): MadeFile => ({
            path: `${APT_FOLDER}/${indexed[i]!.filename}`,
            kind: askedFor.includes('host') ? 'package' : 'package-dependency',
            name,
            version,
            source: `debian ${archive} ${filename}`,
            licence: indexed[i]!.licence,
            provenance: 'debian',
          }),
        );
        const indexes = Object.keys(index).map(
          (name): MadeFile => ({
            path: `${APT_FOLDER}/${name}`,
            kind: 'apt-index',
            name,
            version: choice.distribution,
            source: 'the packages beside it',
            licence: 'Apache-2.0',
            provenance: 'barque',
          }),
        );
        return { files: [...files, ...indexes], images: [] };
      },
    };
  },
};

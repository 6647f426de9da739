/** Fetches the archives' package indexes by apt itself: it knows this host's proxies and checks Debian's signatures. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Distribution } from '../distributions.ts';
import { runProgram } from '../run-program.ts';
import { type ControlParagraph, parseControl } from './control-paragraph.ts';
import type { Mirrors } from './mirror.ts';
import type { LockedPackage } from './package-lock.ts';

export interface ArchiveIndex {
  archive: LockedPackage['archive'];
  /** The `Date` of its Release file, as written there. */
  released: string;
  packages: ControlParagraph[];
}

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Both archives of a distribution. apt's own folders on this host stay untouched. Throws BarqueError. */
export async function fetchIndexes(
  distribution: Distribution,
  architecture: string,
  mirrors: Mirrors,
  signal: AbortSignal,
): Promise<ArchiveIndex[]> {
  const folder = await mkdtemp(join(tmpdir(), 'barque-apt-'));
  try {
    const source = (uri: string, suite: string) =>
      `deb [signed-by=${KEYRING} arch=${architecture}] ${uri} ${suite} main\n`;
    await writeFile(
      join(folder, 'sources.list'),
      source(mirrors.main, distribution.suite) + source(mirrors.security, distribution.securitySuite),
    );
    await writeFile(join(folder, 'status'), '');
    for (const name of ['lists/partial', 'cache/archives/partial']) {
      await mkdir(join(folder, name), { recursive: true });
    }
    await runProgram(
      {
        program: 'apt-get',
        args: ['update', '--error-on=any', ...isolatedApt(folder, architecture)],
        attempted: `fetch the package index of ${distribution.name}`,
      },
      signal,
    );
    const lists = join(folder, 'lists');
    const names = await readdir(lists);
    const textOf = async (suite: string, end: string) => {
      const name = names.find(candidate => candidate.includes(`_dists_${suite}_`) && candidate.endsWith(end));
      return name === undefined ? '' : await readFile(join(lists, name), 'utf8');
    };
    return await Promise.all(
      (
        [
          ['main', distribution.suite],
          ['security', distribution.securitySuite],
        ] as const
      ).map(async ([archive, suite]) => ({
        archive,
        released: /^Date: (.+)$/m.exec(await textOf(suite, 'Release'))?.[1] ?? '',
        packages: [...parseControl(await textOf(suite, '_Packages'))],
      })),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** apt options that keep it inside `folder`, which holds sources.list, status, lists/partial and cache/archives/partial. */
export function isolatedApt(folder: string, architecture: string): string[] {
  const options = {
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'APT::Architecture': architecture,
    'APT::Architectures': architecture,
    // Plain text, whatever this host's apt is told to keep.
    'Acquire::GzipIndexes': 'false',
    'Acquire::Languages': 'none',
    // The folder is ours (0700), which the _apt user cannot enter.
    'APT::Sandbox::User': 'root',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
  };
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

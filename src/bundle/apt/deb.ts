/** Reads .deb files by dpkg-deb, which every Debian has. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../run-program.ts';
import { type ControlParagraph, parseControl } from './control-paragraph.ts';
import { licenceIn } from './copyright.ts';

/** The control file inside the package. */
export async function controlOf(path: string, signal: AbortSignal): Promise<ControlParagraph> {
  const text = await runProgram(
    {
      program: 'dpkg-deb',
      args: ['--field', path],
      attempted: 'read a Debian package',
      next: 'apt-get install dpkg',
    },
    signal,
  );
  return [...parseControl(text)][0] ?? {};
}

/** Unpacks the files of packages into `folder`, one over the other; nothing is run. */
export async function unpackInto(
  folder: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const path of paths) {
    await runProgram(
      {
        program: 'dpkg-deb',
        args: ['--extract', path, folder],
        attempted: 'unpack a Debian package',
        next: 'apt-get install dpkg',
      },
      signal,
    );
  }
}

/** The package's licences by its copyright file; where that cannot be told, where to read it. */
export async function licenceOf(path: string, name: string, signal: AbortSignal): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'barque-copyright-'));
  try {
    await unpackInto(folder, [path], signal);
    // Some packages have their documentation by a link into another one's.
    const text = await readFile(join(folder, 'usr/share/doc', name, 'copyright'), 'utf8').catch(() => '');
    return licenceIn(text) ?? `see /usr/share/doc/${name}/copyright`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads .deb files by dpkg-deb, which every Debian has. */
import { runProgram } from '../run-program.ts';
import { type ControlParagraph, parseControl } from './control-paragraph.ts';

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

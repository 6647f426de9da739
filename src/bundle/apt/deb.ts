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

/** Builds programs from a Go module in upstream/. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runProgram } from '../run-program.ts';
import type { GoToolchain } from './toolchain.ts';

export interface GoProgram {
  /** Import path, or `.` for the module itself. */
  package: string;
  /** Absolute path of the program to write. */
  out: string;
}

export interface GoBuild {
  /** `etcd 3.6.8`, for errors. */
  subject: string;
  /** Folder of the module. */
  folder: string;
  tags?: readonly string[];
  /** Symbols and DWARF are always left out (-s -w). */
  ldflags?: readonly string[];
  /** Linked with C, statically; its own flags. */
  cgo?: Readonly<Record<string, string>>;
}

/** Throws BarqueError with the end of the compiler's words. */
export async function goBuild(
  toolchain: GoToolchain,
  build: GoBuild,
  program: GoProgram,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dirname(program.out), { recursive: true });
  // Without the build id, which holds the paths that the C compiler was given.
  const ldflags = ['-s', '-w', '-buildid=', ...(build.ldflags ?? [])];
  if (build.cgo !== undefined) ldflags.push('-linkmode external', '-extldflags "-static"');
  await runProgram(
    {
      program: 'go',
      args: [
        'build',
        ...(build.tags === undefined ? [] : ['-tags', build.tags.join(',')]),
        '-ldflags',
        ldflags.join(' '),
        '-o',
        program.out,
        program.package,
      ],
      cwd: build.folder,
      env: { ...toolchain.env, ...(build.cgo === undefined ? {} : { CGO_ENABLED: '1', ...build.cgo }) },
      attempted: `build ${build.subject}`,
    },
    signal,
  );
}

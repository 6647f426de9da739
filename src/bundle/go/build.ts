/** Builds programs from a Go module in upstream/. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runProgram } from '../run-program.ts';
import type { GoToolchain } from './toolchain.ts';

export interface GoBuild {
  tags?: readonly string[];
  ldflags?: readonly string[];
  /** Linked with C, statically. */
  cgo?: boolean;
}

export interface GoProgram {
  /** `etcd 3.6.8`, for errors. */
  subject: string;
  /** Folder of the module. */
  folder: string;
  /** Import path, or `.` for the module itself. */
  package: string;
  /** Absolute path of the program to write. */
  out: string;
}

/**
 * What `go build` is told besides package and place; a part of what decides the bytes.
 * No symbols and DWARF, and no build id: that one holds the paths which the C compiler was given.
 */
export function goBuildArguments({ tags, ldflags, cgo }: GoBuild): string[] {
  const link = ['-s', '-w', '-buildid=', ...(ldflags ?? [])];
  if (cgo === true) link.push('-linkmode external', '-extldflags "-static"');
  return [...(tags === undefined ? [] : ['-tags', tags.join(',')]), '-ldflags', link.join(' ')];
}

/** `env` is more of the environment, for the C compiler. Throws BarqueError with the end of the compiler's words. */
export async function goBuild(
  toolchain: GoToolchain,
  build: GoBuild,
  program: GoProgram,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dirname(program.out), { recursive: true });
  await runProgram(
    {
      program: 'go',
      args: ['build', ...goBuildArguments(build), '-o', program.out, program.package],
      cwd: program.folder,
      env: { ...toolchain.env, ...(build.cgo === true ? { CGO_ENABLED: '1', ...env } : {}) },
      attempted: `build ${program.subject}`,
    },
    signal,
  );
}

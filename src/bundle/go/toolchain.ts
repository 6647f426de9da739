/** The Go toolchain of this host: new enough, or told to fetch one that is. */
import semver from 'semver';
import { BarqueError } from '../../base/errors.ts';
import { runProgram } from '../run-program.ts';

export interface GoToolchain {
  /** `go1.26.8`, as used in a module's folder. */
  version: string;
  /** The C compiler and C library, where a program is linked with them; null elsewhere. */
  compiler: string | null;
  /** Added to the environment of every `go` run. */
  env: Readonly<Record<string, string>>;
}

/** From this version on a Go toolchain fetches the one that a go.mod asks for (go.dev/doc/toolchain). */
const FETCHES_OTHERS = '1.21.0';

/**
 * Asked in the folder of a module, since its go.mod may want a newer toolchain.
 * Throws BarqueError (unsupported-host) with what to install.
 */
export async function goToolchain(
  folder: string,
  architecture: string,
  signal: AbortSignal,
  withC = false,
): Promise<GoToolchain> {
  const env = goEnvironment(architecture);
  const go = (args: readonly string[], more: Record<string, string>, cwd: string) =>
    runProgram(
      { program: 'go', args, cwd, env: { ...env, ...more }, attempted: 'find a Go toolchain', next: INSTALL },
      signal,
    );
  const installed = versionOf(await go(['version'], { GOTOOLCHAIN: 'local' }, '/'));
  if (installed === undefined || semver.lt(installed, FETCHES_OTHERS)) {
    throw new BarqueError({
      domain: 'unsupported-host',
      attempted: 'find a Go toolchain',
      cameBack: `go ${installed ?? 'of an unknown version'} is installed; 1.26 is needed, or at least 1.21, which fetches it`,
      next: INSTALL,
    });
  }
  return {
    version: (await go(['env', 'GOVERSION'], {}, folder)).trim(),
    compiler: withC ? await cCompiler(signal) : null,
    env,
  };
}

/** Compiler, linker and C library decide the bytes of what is linked with C. */
async function cCompiler(signal: AbortSignal): Promise<string> {
  const ask = (program: string, args: readonly string[]) =>
    runProgram({ program, args, attempted: 'find a C compiler', next: INSTALL_C }, signal);
  const versions = await Promise.all([
    ask('gcc', ['--version']),
    ask('ld', ['--version']),
    ask('ldd', ['--version']),
  ]);
  const library = (await ask('gcc', ['-print-file-name=libc.a'])).trim();
  // gcc prints the bare name when it has no such file.
  if (!library.includes('/')) {
    throw new BarqueError({
      domain: 'unsupported-host',
      attempted: 'find a C compiler',
      cameBack: 'gcc is installed, the C library to link with is not',
      next: INSTALL_C,
    });
  }
  return versions.map(text => text.split('\n')[0]!.trim()).join(' · ');
}

const INSTALL_C = 'apt-get install gcc libc6-dev';

const INSTALL =
  'Install Go 1.26 or newer from https://go.dev/dl/ and put its bin folder into PATH\n(Debian: apt-get install -t trixie-backports golang-1.26-go, where it is offered).';

/** `go version go1.26.8 linux/amd64` → `1.26.8`. */
export function versionOf(text: string): string | undefined {
  const match = /\bgo(\d+\.\d+)(\.\d+)?/.exec(text);
  return match === null ? undefined : `${match[1]}${match[2] ?? '.0'}`;
}

/**
 * What makes builds the same everywhere: no paths, no repository state, no flags from the person's settings.
 * The module cache and proxy settings stay Go's own.
 */
export function goEnvironment(architecture: string): Record<string, string> {
  return {
    GOTOOLCHAIN: 'auto',
    GOFLAGS: '-mod=readonly -trimpath -buildvcs=false',
    GOWORK: 'off',
    GOEXPERIMENT: '',
    GOOS: 'linux',
    GOARCH: architecture,
    GOAMD64: 'v1',
    GOARM64: 'v8.0',
    CGO_ENABLED: '0',
    CC: 'gcc',
    CGO_CPPFLAGS: '',
    CGO_CXXFLAGS: '-O2',
    GOFIPS140: 'off',
    CGO_CFLAGS: '-O2',
    CGO_LDFLAGS: '',
  };
}

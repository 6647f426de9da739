// What this machine is and has, as far as the set-up cares: read only, quick, no packages needed.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Distributions on which the lab is made and tried. */
const DEBIANS = ['12', '13'];
/** What upstream/'s modules ask for; from 1.21 on, Go fetches it itself (go.dev/doc/toolchain). */
const GO_WANTED = [1, 26];
const GO_FETCHES = [1, 21];
/** Numbers of capability.h: without them there are no network namespaces, mounts and machines. */
const CAPABILITIES = { CAP_NET_ADMIN: 12, CAP_SYS_CHROOT: 18, CAP_SYS_ADMIN: 21 };

/** Path of a program, or undefined. */
export function which(program) {
  // Root's tools live in sbin, which a plain user's PATH lacks.
  for (const folder of [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/sbin',
    '/usr/local/go/bin',
  ]) {
    if (folder === '') continue;
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {}
  }
  return undefined;
}

/** `{ id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)' }` from os-release(5). */
export function osRelease(text = readOr('/etc/os-release', '')) {
  const value = key => (new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? '').replace(/^["']|["']$/g, '');
  return { id: value('ID'), version: value('VERSION_ID'), name: value('PRETTY_NAME') || 'an unknown system' };
}

export function isRoot() {
  return process.getuid?.() === 0;
}

/** Whether apt can be used here, and the lab be expected to work; else why not. */
export function notDebian() {
  if (process.platform !== 'linux')
    return `this is ${process.platform}; the lab needs Linux (Debian 12 or 13)`;
  const os = osRelease();
  if (os.id === 'debian' && DEBIANS.includes(os.version)) return undefined;
  return `this is ${os.name}; the lab is made for Debian 12 and 13`;
}

/** Root in a container often is not root: the capabilities that the lab cannot do without. */
export function missingCapabilities(status = readOr('/proc/self/status', '')) {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  return Object.entries(CAPABILITIES)
    .filter(([, bit]) => ((effective >> BigInt(bit)) & 1n) === 0n)
    .map(([name]) => name);
}

/** Why machines cannot be made here, whatever is installed; undefined when they can. */
export function noLabBecause() {
  const system = notDebian();
  if (system !== undefined) return system;
  if (!isRoot()) return 'you are not root; the lab needs root (use sudo)';
  const missing = missingCapabilities();
  if (missing.length > 0) return `root here lacks ${missing.join(', ')} (inside a container?)`;
  return undefined;
}

/** Which of these Debian packages are not installed. */
export function missingPackages(packages) {
  const names = packages.map(({ name }) => name);
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names], {
    encoding: 'utf8',
  });
  const installed = new Set(
    (query.stdout ?? '')
      .split('\n')
      .filter(line => line.endsWith(' installed'))
      .map(line => line.split(' ')[0]),
  );
  return names.filter(name => !installed.has(name));
}

/** `[1, 26]` from `go version go1.26.8 linux/amd64`. */
export function goVersionOf(text) {
  const match = /\bgo(\d+)\.(\d+)/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

const atLeast = ([major, minor], [wantedMajor, wantedMinor]) =>
  major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);

/** `{ is: 'ready' | 'fetches', words }`, or `{ is: 'missing', words, next }`. */
export function goHere() {
  const next =
    'Install Go 1.26 or newer (1.21 is enough, it fetches the rest) from https://go.dev/dl/ and put its bin folder into PATH.';
  const program = which('go');
  if (program === undefined) return { is: 'missing', words: 'Go is not installed', next };
  const run = spawnSync(program, ['version'], {
    cwd: '/',
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  });
  const version = goVersionOf(run.stdout ?? '');
  if (version === undefined) return { is: 'missing', words: `${program} does not tell its version`, next };
  const words = `Go ${version.join('.')}`;
  const is = goStanding(version);
  if (is === 'missing') return { is, words: `${words} is too old`, next };
  return { is, words: is === 'fetches' ? `${words}, which fetches Go 1.26` : words, program };
}

/** Whether a Go of this version builds our programs by itself, by fetching another one, or not at all. */
export function goStanding(version) {
  if (atLeast(version, GO_WANTED)) return 'ready';
  return atLeast(version, GO_FETCHES) ? 'fetches' : 'missing';
}

function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

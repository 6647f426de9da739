/** Which mirror of the Debian archives this host uses, from its apt configuration (sources.list(5)). */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BarqueError } from '../../base/errors.ts';
import { parseControl } from './control-paragraph.ts';

export interface Mirrors {
  main: string;
  security: string;
}

/** The mirrors that `/etc/apt` names. Throws BarqueError (unsupported-host) where it names none of Debian. */
export async function mirrorsOf(folder = '/etc/apt'): Promise<Mirrors> {
  const parts = await readdir(join(folder, 'sources.list.d')).catch(() => []);
  const files = ['sources.list', ...parts.sort().map(name => join('sources.list.d', name))];
  const uris: string[] = [];
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '');
    uris.push(
      ...(file.endsWith('.sources') ? urisOfDeb822(text) : file.endsWith('.list') ? urisOfList(text) : []),
    );
  }
  return chooseMirrors(uris);
}

/** The first URI that serves each archive, told by the end of its path as every Debian mirror lays it out. */
export function chooseMirrors(uris: readonly string[]): Mirrors {
  const trimmed = uris.map(uri => uri.replace(/\/+$/, ''));
  const security = trimmed.find(uri => /\/debian-security$|\/\/security\.debian\.org/.test(uri));
  const main = trimmed.find(uri => /\/debian$/.test(uri));
  if (main === undefined) {
    throw new BarqueError({
      domain: 'unsupported-host',
      attempted: 'find a mirror of Debian',
      where: '/etc/apt',
      cameBack: 'no source there ends in /debian',
      next: 'Add a mirror of Debian to /etc/apt/sources.list.',
    });
  }
  // Mirrors lay the archive of security updates beside the main one.
  return { main, security: security ?? `${main}-security` };
}

export function urisOfDeb822(text: string): string[] {
  return [...parseControl(text)]
    .filter(({ Types, Enabled }) => Types?.split(/\s+/).includes('deb') && Enabled !== 'no')
    .flatMap(({ URIs }) => (URIs ?? '').split(/\s+/).filter(uri => uri !== ''));
}

export function urisOfList(text: string): string[] {
  return text.split('\n').flatMap(line => {
    const match = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)/.exec(line);
    return match === null ? [] : [match[1]!];
  });
}

/** The XDG base folders of Barque, from an environment (freedesktop.org, XDG Base Directory 0.8). */
import { join } from 'node:path';

export interface Folders {
  config: string;
  /** Journals, labs: kept. */
  state: string;
  /** Content-addressed and safe to delete. */
  cache: string;
  /** Sockets. */
  runtime: string;
}

export function foldersOf(env: Readonly<Record<string, string | undefined>>): Folders {
  const home = env['HOME'] || '/root';
  const base = (name: string, fallback: string) => join(env[name] || join(home, fallback), 'barque');
  return {
    config: base('XDG_CONFIG_HOME', '.config'),
    state: base('XDG_STATE_HOME', '.local/state'),
    cache: base('XDG_CACHE_HOME', '.cache'),
    runtime: join(env['XDG_RUNTIME_DIR'] || '/run', 'barque'),
  };
}

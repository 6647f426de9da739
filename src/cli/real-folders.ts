/** The environment with its base folders resolved: mounts are listed by their real paths, so ours must be real too. */
import { realpathSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

const BASES = { XDG_STATE_HOME: '.local/state', XDG_CACHE_HOME: '.cache' } as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Relative values are left out (XDG Base Directory 0.8: "must be absolute … consider … invalid and ignore"). */
export function withRealFolders(env: Environment): Environment {
  const real: Record<string, string | undefined> = { ...env };
  for (const [name, fallback] of Object.entries(BASES)) {
    const given = env[name];
    const base = given !== undefined && isAbsolute(given) ? given : join(env.HOME || '/root', fallback);
    try {
      real[name] = realpathSync(base);
    } catch {
      // It is not there yet, so it is no link either.
      real[name] = base;
    }
  }
  return real;
}

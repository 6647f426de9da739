/** Where a shared connection to a host is found again: by each command of this program, and by the next one. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { digestOf, hexOf } from '../base/digest.ts';
import type { SshTarget } from './login-command.ts';

/** Hex digits of a name: sun_path has 108 bytes, and OpenSSH adds 17 to the socket's while it makes it. */
const NAME_DIGITS = 16;

export interface ControlSocket {
  /** A link to the socket of the connection that is used; it dangles when that has ended. */
  path: string;
  /** A path for a new connection's socket, which nobody has. */
  fresh(): string;
  /** The connection behind `made` is the one that is used from now on; an earlier one ends when nobody uses it. */
  publish(made: string): void;
}

/**
 * Of the connection to this target, by these settings: whoever edits their ssh configuration gets a new one.
 * Two programs that connect at once each make a socket of its own, and both use the one that is published last: a
 * connection whose socket somebody else holds would not be shared, and nobody would end it.
 */
export function controlSocket(sockets: string, target: SshTarget): ControlSocket {
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  const name = hexOf(digestOf({ ...target, edited: editedAt(target.config) })).slice(0, NAME_DIGITS);
  const path = join(sockets, name);
  let made = 0;
  return {
    path,
    fresh: () => {
      made += 1;
      return `${path}.${process.pid}.${made}`;
    },
    publish: socket => {
      forgetEnded(sockets);
      const link = `${socket}.link`;
      symlinkSync(basename(socket), link);
      renameSync(link, path);
    },
  };
}

/** Links to connections that have ended. */
function forgetEnded(sockets: string): void {
  for (const name of readdirSync(sockets).filter(each => each.length === NAME_DIGITS)) {
    if (!existsSync(join(sockets, name))) rmSync(join(sockets, name), { force: true });
  }
}

/** Null: there is no such file, or none is named. */
function editedAt(config: string | null): number | null {
  return config === null ? null : (statSync(config, { throwIfNoEntry: false })?.mtimeMs ?? null);
}

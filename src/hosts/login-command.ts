/** How a host is reached, as options of OpenSSH's programs: what Barque itself uses, and what a person types to do the same. */
import { quote } from './quote.ts';

export interface SshTarget {
  /** What the configuration calls it; the key that is known for it may go by this name, too. */
  name: string;
  address: string;
  user: string;
  port: number;
  identityFile: string | null;
  /** `[user@]host[:port]` to go through; null: as the configuration says. */
  bastion: string | null;
  /** OpenSSH configuration file; null: the user's own. */
  config: string | null;
}

/** For ssh; who logs in, and where, comes after them: `user@name`. */
export function wayOptions({ address, port, identityFile, bastion, config }: SshTarget): string[] {
  return [
    ...(config === null ? [] : ['-F', config]),
    ...['-o', `HostName=${address}`, '-p', String(port)],
    ...(identityFile === null ? [] : ['-i', identityFile]),
    ...(bastion === null ? [] : ['-J', bastion]),
  ];
}

/** `ssh … admin@cp1`, to be continued with what is to run there; with the name, so that settings for it count. */
export function loginCommand(target: SshTarget): string {
  return typed(['ssh', ...wayOptions(target), destination(target)]);
}

/** ssh-copy-id has no -J, and takes -i for the key to copy. */
export function copyKeyCommand({ bastion, ...target }: SshTarget): string {
  const jump = bastion === null ? [] : ['-o', `ProxyJump=${bastion}`];
  return typed(['ssh-copy-id', ...wayOptions({ ...target, bastion: null }), ...jump, destination(target)]);
}

function destination({ user, name }: Pick<SshTarget, 'user' | 'name'>): string {
  return `${user}@${name}`;
}

/** Quotes only where a shell would read something else. */
function typed(words: readonly string[]): string {
  return words.map(word => (/^[A-Za-z0-9@%+=:,./_-]+$/.test(word) ? word : quote(word))).join(' ');
}

/** A host of the file as OpenSSH is told of it. */
import type { SshTarget } from '../hosts/login-command.ts';
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';

export function sshTarget(
  { sshConfig }: Pick<ResolvedSpec, 'sshConfig'>,
  { name, address, ssh }: Pick<ResolvedHost, 'name' | 'address' | 'ssh'>,
): SshTarget {
  return { name, address, ...ssh, config: sshConfig };
}

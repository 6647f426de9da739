/** The key, host keys, known hosts and configuration with which OpenSSH reaches a lab's machines. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabPaths } from './layout.ts';
import type { Machine } from './machine.ts';
import { vantageNetns } from './names.ts';
import { NETNS_FOLDER } from './network.ts';
import { program } from './program.ts';

/** Makes a key pair at `path` and `path`.pub and returns the public line. */
export async function makeKey(path: string, comment: string, signal: AbortSignal): Promise<string> {
  await program(
    ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path],
    { attempted: 'make an SSH key' },
    signal,
  );
  return (await readFile(`${path}.pub`, 'utf8')).trim();
}

/** Makes the host key of a machine in `folder` (…/etc/ssh) and returns its public line. */
export async function makeHostKey(folder: string, machine: string, signal: AbortSignal): Promise<string> {
  await mkdir(folder, { recursive: true });
  return await makeKey(join(folder, 'ssh_host_ed25519_key'), `root@${machine}`, signal);
}

/** Host keys are made by us, so that they can be checked strictly from the first connection on. */
export function knownHostsText(keys: readonly { machine: Machine; publicLine: string }[]): string {
  return keys
    .map(({ machine, publicLine }) => {
      const [type, key] = publicLine.split(' ');
      return `${machine.name},${machine.address} ${type} ${key}\n`;
    })
    .join('');
}

/**
 * Machines are known by name and by address. ssh_config(5). The exchange of keys that OpenSSH prefers guards against
 * recordings that quantum computers read one day; within one machine it only costs 0.07 s of each side's processor a
 * connection (measured with OpenSSH 9.2), which two processors for ten machines do not have.
 */
export function sshConfigText(lab: string, paths: LabPaths, machines: readonly Machine[]): string {
  const each = machines.map(
    ({ name, address }) => `Host ${name} ${address}\n  HostName ${address}\n  HostKeyAlias ${name}\n`,
  );
  const all = machines.map(machine => `${machine.name} ${machine.address}`).join(' ');
  return `${each.join('')}Host ${all}
  User root
  IdentityFile ${paths.key}
  IdentitiesOnly yes
  UserKnownHostsFile ${paths.knownHosts}
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  UpdateHostKeys no
  PreferredAuthentications publickey
  KexAlgorithms curve25519-sha256
  ConnectTimeout 5
  ProxyCommand nsenter --net=${NETNS_FOLDER}/${vantageNetns(lab)} socat - TCP:%h:%p
`;
}

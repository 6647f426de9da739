/** What it means that no connection came about, and what to do about it: one answer for each way in which it fails. */
import { copyKeyCommand, loginCommand, type SshTarget } from '../hosts/login-command.ts';
import type { Contact } from './check.ts';

export type NoContact = Exclude<Contact, { is: 'root' }>;

/** After the host's name: what is seen. */
export function contactWords({ is, words }: NoContact): string {
  switch (is) {
    case 'unreachable':
      return 'does not answer';
    case 'host-key':
      return isChanged(words)
        ? 'shows another host key than the one that is known'
        : 'shows a host key that nobody knows yet';
    case 'refused':
      return 'refuses the login';
    case 'not-root':
      return 'lets Barque in, but not be root';
    case 'no-answer':
      return 'answers, but not as a host does';
  }
}

/** What a person does; commands to copy stand alone. */
export function contactRemedy({ is, words }: NoContact, target: SshTarget): string {
  const { name, address, user, port } = target;
  const login = loginCommand(target);
  switch (is) {
    case 'unreachable':
      return `See that the machine runs, that ${address} is right and that port ${port} is open:\n\n  ${login.replace('ssh ', 'ssh -v ')}`;
    case 'host-key':
      return isChanged(words)
        ? `If you installed ${name} anew, forget the old key and compare the new one on its console (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub):\n\n  ${ownCommand(words) ?? `ssh-keygen -R ${hostKeyName(address, port)}`}\n  ${login} true\n\nOtherwise someone else answers there.`
        : `Compare the fingerprint on the machine’s console, then accept it once:\n\n  ${login} true`;
    case 'refused':
      return `Put your key there, or name another with ssh.identityFile, or another user with ssh.user:\n\n  ${copyKeyCommand(target)}`;
    case 'not-root':
    case 'no-answer':
      return /sudo: .*not found|command not found/.test(words)
        ? 'Install sudo there, or set ssh.user to root.'
        : `Let ${user} be root without a password (as root, on the host):\n\n  echo '${user} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/barque && chmod 0440 /etc/sudoers.d/barque`;
  }
}

/** OpenSSH's own words (sshconnect.c). */
function isChanged(words: string): boolean {
  return /CHANGED/.test(words);
}

/** The one that ssh proposes: it knows the file and the name. */
function ownCommand(words: string): string | null {
  return /^ssh-keygen -f .* -R .*$/m.exec(words)?.[0] ?? null;
}

/** OpenSSH’s own name in known_hosts. */
function hostKeyName(address: string, port: number): string {
  return port === 22 ? address : `'[${address}]:${port}'`;
}

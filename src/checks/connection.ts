/** Checks: each host is reached, is the one it says it is, lets us in, and lets us be root. */

import type { ResolvedHost } from '../spec/resolved.ts';
import type { Check, CheckInput, Contact, Finding, Verdict } from './check.ts';

/** How far a connection comes, in order: each check speaks of its own stage and leaves the later ones unknown. */
const STAGES: readonly Contact['is'][] = [
  'unreachable',
  'host-key',
  'refused',
  'not-root',
  'no-answer',
  'root',
];

export const SSH_REACHABLE: Check = {
  id: 'ssh-reachable',
  title: 'every host answers at its SSH port',
  why: 'Everything is done over SSH. A host that does not answer is left out of a run, and a creation needs all control planes.',
  needs: [],
  judge: input =>
    stage(input, ['unreachable'], ({ name, address, ssh }) => ({
      remedy: `See that the machine runs, that ${address} is right and that port ${ssh.port} is open:\n\n  ssh -v -p ${ssh.port} ${ssh.user}@${address}  # ${name}`,
    })),
};

export const SSH_HOST_KEY: Check = {
  id: 'ssh-host-key',
  title: 'every host shows the key that is known for it',
  why: 'Whoever answers in a host’s place would be given the keys of the cluster. An unknown key is never accepted by itself.',
  needs: [],
  judge: input =>
    stage(input, ['host-key'], ({ name, address, ssh }, words) => ({
      remedy: /CHANGED/.test(words)
        ? `If you installed ${name} anew, forget the old key and compare the new one on its console (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub):\n\n  ${ownCommand(words) ?? `ssh-keygen -R ${hostKeyName(address, ssh.port)}`}\n\nOtherwise someone else answers there.`
        : `Compare the fingerprint on the machine’s console, then accept it once:\n\n  ssh -p ${ssh.port} ${ssh.user}@${address} true`,
    })),
};

export const SSH_LOGIN: Check = {
  id: 'ssh-login',
  title: 'every host accepts the login',
  why: 'Barque asks for no password: it needs a key that the host knows, from a file or from the agent.',
  needs: [],
  judge: input =>
    stage(input, ['refused'], ({ name, address, ssh }) => ({
      remedy: `Put your key there, or name another with ssh.identityFile, or another user with ssh.user:\n\n  ssh-copy-id -p ${ssh.port} ${ssh.identityFile === null ? '' : `-i ${ssh.identityFile} `}${ssh.user}@${address}  # ${name}`,
    })),
};

export const ROOT: Check = {
  id: 'root',
  title: 'Barque is root on every host',
  why: 'It installs packages and writes units: as the user root, or by sudo without a password.',
  needs: [],
  judge: input =>
    stage(input, ['not-root', 'no-answer'], ({ ssh }, words) => ({
      remedy: /sudo: .*not found|command not found/.test(words)
        ? 'Install sudo there, or set ssh.user to root.'
        : `Let ${ssh.user} be root without a password (as root, on the host):\n\n  echo '${ssh.user} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/barque && chmod 0440 /etc/sudoers.d/barque`,
    })),
};

/** The one that ssh proposes: it knows the file and the name. */
function ownCommand(words: string): string | null {
  return /^ssh-keygen -f .* -R .*$/m.exec(words)?.[0] ?? null;
}

/** OpenSSH’s own name in known_hosts. */
function hostKeyName(address: string, port: number): string {
  return port === 22 ? address : `'[${address}]:${port}'`;
}

function stage(
  { hosts }: CheckInput,
  failing: readonly Contact['is'][],
  answer: (host: ResolvedHost, words: string) => { remedy: string },
): Verdict[] {
  const last = Math.max(...failing.map(each => STAGES.indexOf(each)));
  const first = Math.min(...failing.map(each => STAGES.indexOf(each)));
  const verdicts = hosts.map(({ host, contact }): Verdict => {
    const at = STAGES.indexOf(contact.is);
    const finding: NonNullable<Finding> =
      at > last || contact.is === 'root'
        ? { is: 'ok', evidence: '', remedy: null }
        : at < first
          ? { is: 'unknown', evidence: 'the connection did not come that far', remedy: null }
          : { is: 'failed', evidence: contact.words, ...answer(host, contact.words) };
    return { ...finding, hosts: [host.name] };
  });
  const of = (is: Verdict['is']) => verdicts.filter(verdict => verdict.is === is);
  const merged = (is: Verdict['is']) => {
    const [one, ...rest] = of(is);
    return one === undefined ? [] : [{ ...one, hosts: [one, ...rest].flatMap(each => each.hosts) }];
  };
  return [...of('failed'), ...merged('unknown'), ...merged('ok')];
}

/** Checks: each host is reached, is the one it says it is, lets us in, and lets us be root. */
import type { Check, CheckInput, Contact, Finding, Verdict } from './check.ts';
import { contactRemedy } from './contact-remedy.ts';
import { sshTarget } from './ssh-target.ts';

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
  judge: input => stage(input, ['unreachable']),
};

export const SSH_HOST_KEY: Check = {
  id: 'ssh-host-key',
  title: 'every host shows the key that is known for it',
  why: 'Whoever answers in a host’s place would be given the keys of the cluster. An unknown key is never accepted by itself.',
  needs: [],
  judge: input => stage(input, ['host-key']),
};

export const SSH_LOGIN: Check = {
  id: 'ssh-login',
  title: 'every host accepts the login',
  why: 'Barque asks for no password: it needs a key that the host knows, from a file or from the agent.',
  needs: [],
  judge: input => stage(input, ['refused']),
};

export const ROOT: Check = {
  id: 'root',
  title: 'Barque is root on every host',
  why: 'It installs packages and writes units: as the user root, or by sudo without a password.',
  needs: [],
  judge: input => stage(input, ['not-root', 'no-answer']),
};

function stage({ spec, hosts }: CheckInput, failing: readonly Contact['is'][]): Verdict[] {
  const last = Math.max(...failing.map(each => STAGES.indexOf(each)));
  const first = Math.min(...failing.map(each => STAGES.indexOf(each)));
  const verdicts = hosts.map(({ host, contact }): Verdict => {
    const at = STAGES.indexOf(contact.is);
    const finding: NonNullable<Finding> =
      at > last || contact.is === 'root'
        ? { is: 'ok', evidence: '', remedy: null }
        : at < first
          ? { is: 'unknown', evidence: 'the connection did not come that far', remedy: null }
          : {
              is: 'failed',
              evidence: contact.words,
              remedy: contactRemedy(contact, sshTarget(spec, host)),
            };
    return { ...finding, hosts: [host.name] };
  });
  const of = (is: Verdict['is']) => verdicts.filter(verdict => verdict.is === is);
  const merged = (is: Verdict['is']) => {
    const [one, ...rest] = of(is);
    return one === undefined ? [] : [{ ...one, hosts: [one, ...rest].flatMap(each => each.hosts) }];
  };
  return [...of('failed'), ...merged('unknown'), ...merged('ok')];
}

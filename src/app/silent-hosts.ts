/** Why hosts could not be read, each by how far its connection came: a wrong key is no dead host, and has another remedy. */
import { BarqueError } from '../base/errors.ts';
import { contactOf } from '../checks/contact.ts';
import { contactRemedy, contactWords } from '../checks/contact-remedy.ts';
import { sshTarget } from '../checks/ssh-target.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { ClusterView } from '../view/cluster-view.ts';

type Silent = ClusterView['silent'];
type Known = Pick<ResolvedSpec, 'hosts' | 'sshConfig'>;

/** Hosts whose words are shown; a thousand that are cut off at once say the same. */
const SHOWN = 10;

/** A line for each: `cp1 refuses the login: root@192.0.2.11: Permission denied (publickey).` */
export function silentLines(silent: Silent): string[] {
  const lines = silent.slice(0, SHOWN).map(({ host, because }) => {
    const contact = contactOf({ domain: 'connection', cameBack: because });
    if (contact.is === 'root') return host;
    const [first = ''] = contact.words.split('\n');
    return `${host} ${contactWords(contact)}${first === '' ? '' : `: ${first}`}`;
  });
  return silent.length > SHOWN ? [...lines, `and ${silent.length - SHOWN} more`] : lines;
}

/** What to do, once for each way in which connections fail, by the example of its first host. */
export function silentRemedies({ hosts, sshConfig }: Known, silent: Silent): string[] {
  const remedies = new Map<string, { first: string; others: string[] }>();
  for (const { host: name, because } of silent) {
    const contact = contactOf({ domain: 'connection', cameBack: because });
    const host = hosts.find(each => each.name === name);
    if (contact.is === 'root' || host === undefined) continue;
    const kind = contactWords(contact);
    const seen = remedies.get(kind);
    if (seen !== undefined) seen.others.push(name);
    else {
      const first = `${name}: ${contactRemedy(contact, sshTarget({ sshConfig }, host))}`;
      remedies.set(kind, { first, others: [] });
    }
  }
  return [...remedies.values()].map(({ first, others }) =>
    others.length === 0 ? first : `${first}\n\nThe same for ${others.slice(0, SHOWN).join(', ')}.`,
  );
}

/** What `plan` gives; a failure because hosts are silent tells why each of them is. */
export function withReasons<T>(spec: Known, silent: Silent, plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof BarqueError) || error.failure.domain !== 'connection' || silent.length === 0)
      throw error;
    throw becauseOf(spec, silent, error.failure.attempted, [error.failure.cameBack]);
  }
}

/** The failure itself, where nothing can be done without them. */
export function becauseOf(
  spec: Known,
  silent: Silent,
  attempted: string,
  cameBack: readonly string[] = [],
): BarqueError {
  return new BarqueError({
    domain: 'connection',
    attempted,
    cameBack: [...cameBack, ...silentLines(silent)].join('\n'),
    next: [...silentRemedies(spec, silent), 'Then run the same command again.'].join('\n\n'),
  });
}

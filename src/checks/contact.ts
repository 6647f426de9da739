/** How far a connection came, told from ssh's and sudo's own words. */
import type { Failure } from '../base/errors.ts';
import type { Contact } from './check.ts';

/** Words of OpenSSH's client (sshconnect2.c, ssh.c), in English since Barque asks so. */
const HOST_KEY =
  /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No .* host key is known/;
const REFUSED = /Permission denied|Too many authentication failures|no mutual signature|Load key .*: /;
const NOT_ROOT = /sudo|a password is required|not in the sudoers|Permission denied|Operation not permitted/;

export function contactOf({ domain, cameBack }: Pick<Failure, 'domain' | 'cameBack'>): Contact {
  const words = shortened(cameBack);
  if (domain !== 'connection') return { is: NOT_ROOT.test(cameBack) ? 'not-root' : 'no-answer', words };
  if (HOST_KEY.test(cameBack)) return { is: 'host-key', words };
  if (REFUSED.test(cameBack)) return { is: 'refused', words };
  return { is: 'unreachable', words };
}

/** Without the frames of @ that ssh draws, and what it guesses about their reason. */
function shortened(text: string): string {
  return text
    .split('\n')
    .map(line => line.replace(/^[@\s]+|[@\s]+$/g, ''))
    .filter(line => line !== '' && !GUESSES.test(line))
    .join('\n');
}

const GUESSES = /^(IT IS POSSIBLE|Someone could be|It is also possible|Please contact|Add correct host key)/;

/** The claim on a host: which cluster it belongs to, its epoch, and who holds it. */
import { sh } from '../base/shell-text.ts';
import type { Holder } from './host.ts';
import type { Reading } from './reading.ts';

export interface Claim {
  /** 0 on a host that no run has taken. */
  epoch: number;
  cluster: { id: string; name: string } | null;
  /** The run that took it last. */
  run: string | null;
  /** Null when that run has released it. */
  holder: Holder | null;
  /** Milliseconds since the holder said that it is there. */
  silentMs: number;
}

export const FREE: Claim = { epoch: 0, cluster: null, run: null, holder: null, silentMs: 0 };

const TEXT = sh`
fence=/var/lib/barque/fence
[ -f "$fence" ] || exit 0
cat "$fence"
printf 'silent=%s\n' "$(( $(date +%s) - $(stat -c %Y /var/lib/barque/heartbeat 2>/dev/null || echo 0) ))"
`;

export const CLAIM: Reading<Claim> = {
  name: 'claim',
  text: TEXT,
  args: [],
  parse: parseClaim,
  simulate: machine => machine.claim(),
};

/** Reads the lines of /var/lib/barque/fence and `silent=SECONDS`. */
export function parseClaim(text: string): Claim {
  const words = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) words.set(line.slice(0, at), line.slice(at + 1));
  }
  const word = (name: string) => words.get(name) || null;
  const [id, name, user, machine] = [word('cluster'), word('name'), word('user'), word('machine')];
  const held = user !== null && machine !== null && word('released') === null;
  return {
    epoch: Number(word('epoch') ?? 0),
    cluster: id !== null && name !== null ? { id, name } : null,
    run: word('run'),
    holder: held ? { user, machine, pid: Number(word('pid')), started: word('started') ?? '' } : null,
    // A clock that was set back must not look like a holder of the future.
    silentMs: Math.max(0, Number(word('silent') ?? 0)) * 1000,
  };
}

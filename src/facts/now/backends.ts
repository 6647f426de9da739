/** What a balancer's own HAProxy says about its servers now: volatile, never part of planning. */
import { sh } from '../../base/shell-text.ts';
import type { SimulatedMachine } from '../../hosts/simulated/machine.ts';
import type { FactSource } from '../fact.ts';

export interface BackendNow {
  name: string;
  up: boolean;
  /** HAProxy's words: `UP`, `DOWN`, `UP 1/2` (on its way down), `MAINT`, `DRAIN`. */
  status: string;
  /** What its last check came to, as `L7OK`, `L4CON`, `L7STS` (management guide, 9.1, check_status). */
  check: string;
}

/**
 * Argument: the socket. perl-base is essential in Debian, socat and netcat are not; the shell itself cannot open
 * such a socket. Two seconds by alarm, for a HAProxy that hangs. `-1 4 -1`: of all proxies, the servers alone.
 */
const TEXT = sh`
[ -S "$1" ] || exit 0
perl -MIO::Socket::UNIX -e 'alarm 2; my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit; print $s "show stat -1 4 -1\n"; print while <$s>' "$1" 2>/dev/null || true
`;

const SOCKET = '/run/haproxy/admin.sock';
/** The backend of Barque's own configuration; a person's patch may add others. */
const PROXY = 'servers';

/** Null: HAProxy gave no answer. */
export const BACKENDS: FactSource<readonly BackendNow[] | null> = {
  name: 'backends',
  text: TEXT,
  args: [SOCKET],
  parse: stdout => {
    const [header, ...rows] = stdout.split('\n').filter(line => line !== '');
    if (header === undefined || !header.startsWith('# ')) return null;
    const columns = header.slice(2).split(',');
    return rows.flatMap(row => {
      // What is asked for stands before the first column that could hold a comma.
      const cells = row.split(',');
      const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
      if (cell('pxname') !== PROXY) return [];
      const status = cell('status');
      // A star says that the next check is on its way.
      const check = cell('check_status').replace(/^\* /, '');
      return [{ name: cell('svname'), up: /^(UP|no check)/.test(status), status, check }];
    });
  },
  simulate: backendsOf,
};

function backendsOf(machine: SimulatedMachine): BackendNow[] | null {
  const config = machine.files.get('/etc/haproxy/haproxy.cfg')?.content;
  if (config === undefined || machine.units.get('haproxy.service')?.active !== true) return null;
  const section = config.split(/^(?=\S)/m).find(text => text.startsWith(`backend ${PROXY}\n`)) ?? '';
  return [...section.matchAll(/^\s*server (\S+) ([\d.]+):(\d+)/gm)].map(([, name, address, port]) => {
    const up = machine.accepts(address!, Number(port));
    return { name: name!, up, status: up ? 'UP' : 'DOWN', check: up ? 'L7OK' : 'L4CON' };
  });
}

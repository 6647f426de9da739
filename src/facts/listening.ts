/** The fact `listening`: the ports that are taken on a host, and by which program. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';

export interface Listener {
  protocol: 'tcp' | 'udp';
  /** As bound: an address, `0.0.0.0`, `*` or `[::]`. */
  address: string;
  port: number;
  /** Name of the program; empty for the kernel's own sockets, as those of vxlan. */
  program: string;
  pid: number | null;
}

const TEXT = sh`
ss -Hltnup
`;

export const LISTENING: FactSource<readonly Listener[]> = {
  name: 'listening',
  text: TEXT,
  args: [],
  parse: stdout =>
    stdout.split('\n').flatMap(line => {
      // Netid State Recv-Q Send-Q Local:Port Peer:Port users:(("name",pid=1,fd=2))
      const match =
        /^(tcp|udp)\s+\S+\s+\d+\s+\d+\s+(\S+):(\d+)\s+\S+\s*(?:users:\(\("([^"]*)",pid=(\d+))?/.exec(line);
      if (match === null) return [];
      const [, protocol, bound = '', port, program = '', pid] = match;
      return [
        {
          protocol: protocol === 'udp' ? 'udp' : 'tcp',
          address: bound.replace(/%.*$/, ''),
          port: Number(port),
          program,
          pid: pid === undefined ? null : Number(pid),
        } satisfies Listener,
      ];
    }),
  simulate: () => [],
};

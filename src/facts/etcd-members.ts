/** The members of etcd, as a majority of them knows them: read on a control plane whose own member answers. */
import { sh, withShell } from '../base/shell-text.ts';
import type { Reading } from '../hosts/reading.ts';
import { ETCD_CLIENT } from './etcd-client.ts';

export interface EtcdMember {
  /** Hexadecimal, as etcdctl prints it: 64 bits do not fit into a number. */
  id: string;
  name: string;
  peerUrl: string;
  /** Whether it has once served clients: then its log has begun, and an empty one in its place would be another member. */
  published: boolean;
  learner: boolean;
}

const TEXT = sh`
etcd --command-timeout=4s member list 2>/dev/null || echo silent
`;

/** Null when no majority answers. */
export const ETCD_MEMBERS: Reading<readonly EtcdMember[] | null> = {
  name: 'members of etcd',
  text: withShell(ETCD_CLIENT, TEXT),
  args: [],
  parse: stdout => {
    if (/^silent$/m.test(stdout)) return null;
    return stdout
      .split('\n')
      .filter(line => line.includes(', '))
      .map(line => {
        // id, status, name, peer addresses, client addresses, is learner
        const [id = '', , name = '', peers = '', clients = '', learner = ''] = line.split(', ');
        return {
          id,
          name,
          peerUrl: peers.split(',')[0] ?? '',
          published: clients !== '',
          learner: learner.trim() === 'true',
        };
      });
  },
  simulate: machine => machine.api()?.members() ?? null,
};

/** How many control planes are wise: etcd writes only while more than half of its members can (etcd: FAQ). */

export interface QuorumAdvice {
  summary: string;
  detail: string;
  help: string;
}

/** Members that are needed for each write. */
export function quorumOf(members: number): number {
  return Math.floor(members / 2) + 1;
}

/** More of them make each write wait for more machines (etcd's FAQ names seven as the most). */
const MOST = 7;

/** Null where nothing is to be said: three, five or seven. */
export function quorumAdvice(members: number): QuorumAdvice | null {
  if (members === 1) {
    return {
      summary: 'One control plane cannot fail over',
      detail:
        '1 member of etcd needs 1 for a majority: while it is down nothing can be changed, and its disk holds the only copy.',
      help: 'three control planes bear the loss of one; more can be added later',
    };
  }
  if (members === 2) {
    return {
      summary: 'Two control planes are worse than one',
      detail:
        '2 members of etcd need 2 for a majority: the loss of either stops all changes, and there are two that can be lost.',
      help: 'one, or three: 3 members need 2, so one may be lost',
    };
  }
  const borne = members - quorumOf(members);
  if (members > MOST) {
    return {
      summary: 'These are many control planes',
      detail: `${members} members of etcd need ${quorumOf(members)} for a majority: every write waits for so many disks.`,
      help: `five bear the loss of two, seven of three; this is ${borne}`,
    };
  }
  if (members % 2 === 1) return null;
  return {
    summary: 'An even number of control planes gains nothing',
    detail: `${members} members of etcd need ${quorumOf(members)} for a majority and bear the loss of ${borne}, as ${members - 1} do, with one more that can be lost.`,
    help: `${members - 1} or ${members + 1}`,
  };
}

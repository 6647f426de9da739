/** The cluster's record: what lies in /var/lib/barque/cluster.json on each of its hosts, so that no laptop is needed to know it. */

export const RECORD_PATH = '/var/lib/barque/cluster.json';
export const RECORD_FORMAT = 'barque.cluster/v1';

export interface ClusterRecord {
  format: typeof RECORD_FORMAT;
  name: string;
  /** Also those that the file does not name any more and that nobody has removed. `nodeAddress`: missing before 0.2. */
  hosts: readonly { name: string; address: string; nodeAddress?: string; roles: readonly string[] }[];
  endpoint: { vip: string; port: number };
  /** Missing in records of versions before 0.2, and where there is no Kubernetes. */
  networks?: { pods: string; services: string; plugin?: string };
  /** Chosen once and kept, so that a reordered file moves nothing. */
  chosen: {
    virtualRouterId: number;
    priorities: Readonly<Record<string, number>>;
    /** How much scheduling delay the timers forgive; see failover/profiles.ts. */
    profile: 'lan' | 'virtual' | 'cautious';
  };
}

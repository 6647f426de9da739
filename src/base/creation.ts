/** The record of a creation that was begun: it lies on each of its control planes before anything else is made there. */

export const CREATION_PATH = '/var/lib/barque/creation.json';
export const CREATION_FORMAT = 'barque.creation/v1';

export interface CreationRecord {
  format: typeof CREATION_FORMAT;
  /** The cluster's name. */
  cluster: string;
  /** The control planes with which it began, by name: etcd's first members, for ever the same list. */
  members: readonly { name: string; address: string }[];
}

/** The fact `disks`: the room that is left where Kubernetes writes; it changes by load, so planning never sees it. */
import { sh } from '../base/shell-text.ts';
import type { FactSource } from './fact.ts';

export interface DiskFact {
  /** The folder that was asked for; it may not exist yet. */
  path: string;
  /** Where its file system is mounted: paths with the same one share its room. */
  mount: string;
  freeMiB: number;
  sizeMiB: number;
  freeInodes: number;
}

/** Those of etcd, images, pods, and Barque itself. */
export const WRITTEN_FOLDERS = [
  '/var/lib/etcd',
  '/var/lib/containerd',
  '/var/lib/kubelet',
  '/var/lib/barque',
];

const TEXT = sh`
for path in "$@"; do
  there=$path
  while [ ! -d "$there" ]; do there=$(dirname "$there"); done
  space=$(df -Pm "$there" | awk 'NR == 2 { print $6 "\t" $4 "\t" $2 }')
  # Some file systems have no number of inodes.
  inodes=$(df -Pi "$there" | awk 'NR == 2 { print ($2 == 0 || $4 == "-") ? 1000000000 : $4 }')
  printf '%s\t%s\t%s\n' "$path" "$space" "$inodes"
done
`;

export const DISKS: FactSource<readonly DiskFact[]> = {
  name: 'disks',
  text: TEXT,
  args: WRITTEN_FOLDERS,
  parse: stdout =>
    stdout.split('\n').flatMap(line => {
      const [path, mount, free, size, inodes] = line.split('\t');
      if (path === undefined || mount === undefined || inodes === undefined) return [];
      return [{ path, mount, freeMiB: Number(free), sizeMiB: Number(size), freeInodes: Number(inodes) }];
    }),
  simulate: () =>
    WRITTEN_FOLDERS.map(path => ({ path, mount: '/', freeMiB: 50_000, sizeMiB: 80_000, freeInodes: 1e6 })),
};

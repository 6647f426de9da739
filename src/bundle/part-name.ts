/** The parts of which bundles are made. */

export const PART_NAMES = [
  'packages',
  'probe',
  'runtime',
  'etcd',
  'coredns',
  'flannel',
  'pause',
  'kubernetes',
] as const;

export type PartName = (typeof PART_NAMES)[number];

/** Where a lab's files are: one folder for each lab in the state folder, root folders in the cache. */
import { join } from 'node:path';
import type { Folders } from '../base/xdg.ts';

export interface LabPaths {
  folder: string;
  record: string;
  key: string;
  sshConfig: string;
  knownHosts: string;
  cluster: string;
}

export interface MachinePaths {
  folder: string;
  /** Mount point of the machine's own disk where it has one; else a plain folder. */
  disk: string;
  /** The disk's image; only with a disk of its own. */
  image: string;
  upper: string;
  work: string;
  /** Mount point of the overlay: the machine's root. */
  root: string;
  console: string;
}

export function labsFolder(folders: Folders): string {
  return join(folders.state, 'labs');
}

export function rootfsFolder(folders: Folders): string {
  return join(folders.cache, 'rootfs');
}

export function labPaths(folders: Folders, lab: string): LabPaths {
  const folder = join(labsFolder(folders), lab);
  return {
    folder,
    record: join(folder, 'lab.json'),
    key: join(folder, 'key'),
    sshConfig: join(folder, 'ssh_config'),
    knownHosts: join(folder, 'known_hosts'),
    cluster: join(folder, 'cluster.yaml'),
  };
}

/** Where a machine sees the lab's bundle, read-only. */
export const BUNDLE_ON_MACHINES = '/srv/bundle';

/** What a machine's programs write outside the overlay, since containers need a real file system below them. */
export const BOUND_FOLDERS = ['containerd', 'kubelet', 'etcd'] as const;

export function machinePaths(lab: LabPaths, machine: string): MachinePaths {
  const folder = join(lab.folder, 'machines', machine);
  const disk = join(folder, 'disk');
  return {
    folder,
    disk,
    image: join(folder, 'disk.img'),
    upper: join(disk, 'upper'),
    work: join(disk, 'work'),
    root: join(folder, 'root'),
    console: join(folder, 'console.log'),
  };
}

/** Saved host-global sysctls: one file for all labs of this host, in a place that a restart empties as it resets them. */
export const SYSCTLS_FILE = '/run/barque-labs-sysctls.json';

/** Kernel settings that belong to the whole host and that machines may write: saved before the first lab, put back after the last. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * systemd, procps and kubelet write these (kubelet: `setupKernelTunables`; systemd: `bump_file_max_and_nr_open`;
 * Debian: the files of /usr/lib/sysctl.d; Kubernetes guides: inotify limits and vm.max_map_count).
 */
const HOST_GLOBAL = [
  ...['kernel/panic', 'kernel/panic_on_oops', 'kernel/keys/root_maxkeys', 'kernel/keys/root_maxbytes'],
  ...['kernel/core_pattern', 'kernel/pid_max', 'kernel/sysrq', 'kernel/printk', 'kernel/threads-max'],
  ...['vm/overcommit_memory', 'vm/panic_on_oom', 'vm/max_map_count', 'vm/swappiness', 'vm/dirty_ratio'],
  ...['fs/file-max', 'fs/nr_open', 'fs/inotify/max_user_instances', 'fs/inotify/max_user_watches'],
  ...['fs/protected_hardlinks', 'fs/protected_symlinks', 'fs/protected_fifos', 'fs/protected_regular'],
] as const;

const ROOT = '/proc/sys';

/** Saves them unless an earlier lab has; a file that is there was written whole. */
export async function saveSysctls(file: string): Promise<void> {
  if ((await readSaved(file)) !== undefined) return;
  const values = await Promise.all(
    HOST_GLOBAL.map(async key => [key, await readFile(join(ROOT, key), 'utf8').catch(() => undefined)]),
  );
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(values)));
  await rename(`${file}.new`, file);
}

/**
 * inotify instances are counted for one user over all machines. systemd, containerd, kubelet and the control plane's
 * pods of one machine hold about 25, and Linux gives 128: with a fifth machine kubelets end with "inotify_init: too
 * many open files". 8192 is what distributions for Kubernetes set.
 */
const LEAST: Readonly<Record<string, number>> = {
  'fs/inotify/max_user_instances': 8192,
  // As the product sets it (layer system): the first machine to do so would change what all others observed.
  'fs/inotify/max_user_watches': 524_288,
};

/** Raises what many machines need more of than one; to be called when the values are saved. */
export async function raiseSysctls(): Promise<void> {
  for (const [key, least] of Object.entries(LEAST)) {
    const path = join(ROOT, key);
    if (Number(await readFile(path, 'utf8')) >= least) continue;
    // Where it cannot be written, small labs work all the same.
    await writeFile(path, `${least}\n`).catch(() => {});
  }
}

/** Writes back what differs from the saved values, and forgets them. Returns the keys that had changed. */
export async function restoreSysctls(file: string): Promise<string[]> {
  const saved = await readSaved(file);
  if (saved === undefined) return [];
  const changed: string[] = [];
  for (const [key, value] of Object.entries(saved)) {
    const path = join(ROOT, key);
    if ((await readFile(path, 'utf8').catch(() => value)) === value) continue;
    await writeFile(path, value).then(
      () => changed.push(key),
      () => {},
    );
  }
  await rm(file, { force: true });
  return changed;
}

async function readSaved(file: string): Promise<Record<string, string> | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  } catch {
    return undefined;
  }
}

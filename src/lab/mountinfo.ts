/** Reads /proc/self/mountinfo (proc_pid_mountinfo(5)). */

export interface Mount {
  /** Path inside the file system that is mounted. */
  root: string;
  point: string;
  type: string;
  source: string;
  superOptions: readonly string[];
}

/** Mounts in the order in which they were made; lines of another form are left out. */
export function parseMountinfo(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [left, right] = line.split(' - ');
    const [, , , root, point] = left?.split(' ') ?? [];
    const [type, source, options] = right?.split(' ') ?? [];
    if (root === undefined || point === undefined || type === undefined) continue;
    mounts.push({
      root: plain(root),
      point: plain(point),
      type,
      source: source ?? '',
      superOptions: options?.split(',') ?? [],
    });
  }
  return mounts;
}

/** Mount points at or below `folder`, the last made first: the order in which they can be taken away. */
export function mountsBelow(mounts: readonly Mount[], folder: string): string[] {
  return mounts
    .map(mount => mount.point)
    .filter(point => point === folder || point.startsWith(`${folder}/`))
    .reverse();
}

/** Blanks, tabs, newlines and backslashes stand there as three octal digits. */
function plain(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** Whose a lab's name is: network namespaces are the host's, so two state folders cannot use one name. */
import { stat } from 'node:fs/promises';
import { BarqueError } from '../base/errors.ts';
import type { LabPaths } from './layout.ts';
import { vantageNetns } from './names.ts';
import { netnsNames, ownerOf } from './network.ts';
import { readRecord } from './record.ts';

/** Throws `usage` when a lab of this name runs from another state folder that still exists. */
export async function checkOwner(name: string, paths: LabPaths, signal: AbortSignal): Promise<void> {
  const owner = await ownerOf(name, signal);
  if (owner === undefined || owner === paths.folder) return;
  const there = await stat(owner).catch(() => undefined);
  if (there !== undefined) {
    throw new BarqueError({
      domain: 'usage',
      attempted: 'use the name of the lab',
      where: name,
      cameBack: `a lab of this name runs from another state folder: ${owner}`,
      next: 'Choose another name, or set XDG_STATE_HOME as it was when that lab was made.',
    });
  }
}

/** Throws `usage` when the lab is there and whole; what is left of a half-made one is no hindrance. */
export async function checkNameIsFree(name: string, paths: LabPaths, signal: AbortSignal): Promise<void> {
  await checkOwner(name, paths, signal);
  const record = await readRecord(paths);
  const hasVantage = (await netnsNames()).includes(vantageNetns(name));
  if (record?.made !== true || !hasVantage) return;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'make the lab',
    where: name,
    cameBack: 'a lab of this name is there',
    next: `Take it down first, or choose another name:\n\n  barque lab down ${name}`,
  });
}

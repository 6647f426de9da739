/** What is written down about a lab: enough to start its machines again; never their state. */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { BarqueError } from '../base/errors.ts';
import type { Folders } from '../base/xdg.ts';
import { type LabPaths, labPaths, labsFolder } from './layout.ts';
import type { Machine } from './machine.ts';

const recordSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  /** False until every machine answered: what is found with false is a half-made lab. */
  made: z.boolean(),
  subnet: z.string(),
  distribution: z.enum(['debian-13', 'debian-12']),
  /** Root folder in the cache on which every machine's overlay stands. */
  rootfs: z.string(),
  bundle: z.string().nullable(),
  kubernetes: z.string(),
  /** Size of each machine's own disk, GiB; null: the host's file system without a limit. */
  diskGiB: z.number().nullable(),
  machines: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      roles: z.array(z.enum(['control-plane', 'worker', 'load-balancer'])),
    }),
  ),
});

export type LabRecord = Readonly<z.infer<typeof recordSchema>>;

/** A lab that exists: its record and where its files are. */
export interface Lab {
  record: LabRecord;
  paths: LabPaths;
}

/** Written under another name and renamed, so that a reader never sees half of it. */
export async function writeRecord(paths: LabPaths, record: LabRecord): Promise<void> {
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  const fresh = `${paths.record}.new`;
  await writeFile(fresh, `${JSON.stringify(record, null, 2)}\n`);
  await rename(fresh, paths.record);
}

/** Undefined when there is none that can be read. */
export async function readRecord(paths: LabPaths): Promise<LabRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(paths.record, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Names of the labs that have a folder, sorted. */
export async function labFolders(folders: Folders): Promise<string[]> {
  try {
    const entries = await readdir(labsFolder(folders), { withFileTypes: true });
    return entries
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
      .sort();
  } catch {
    return [];
  }
}

/** Throws `usage` when there is no such lab. */
export async function openLab(folders: Folders, name: string): Promise<Lab> {
  const paths = labPaths(folders, name);
  const record = await readRecord(paths);
  if (record !== undefined) return { record, paths };
  const others = await labFolders(folders);
  throw new BarqueError({
    domain: 'usage',
    attempted: 'find the lab',
    where: name,
    cameBack: others.includes(name)
      ? 'it is half made: its making was cut off'
      : `there is no such lab${others.length > 0 ? `; there are: ${others.join(', ')}` : ''}`,
    next: `Make it with\n\n  barque lab up ${name}`,
  });
}

/** Throws `usage` when the lab has no such machine. */
export function machineOf(lab: Lab, name: string): Machine {
  const machine = lab.record.machines.find(one => one.name === name);
  if (machine !== undefined) return machine;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'find the machine',
    where: `${lab.record.name}/${name}`,
    cameBack: `the lab has ${lab.record.machines.map(one => one.name).join(', ')}`,
  });
}

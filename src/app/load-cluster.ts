/** Reads a cluster's file and the files that it names, and checks them together. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { BarqueError, messageOf } from '../base/errors.ts';
import { haproxyPatchProblems } from '../formats/haproxy/patch.ts';
import { keepalivedPatchProblems } from '../formats/keepalived/patch.ts';
import { type CheckedCluster, checkDocument, type LoadedCluster, refusal, wrong } from '../spec/check.ts';
import { readDocument } from '../spec/document.ts';
import { type FileFound, type FileUse, foundKey, type NamedFile, namedFiles } from '../spec/named-files.ts';

/** What is asked of the disk; tests have their own. */
export interface Disk {
  readText(path: string): Promise<string>;
  /** Names of the files in a folder; null when it is none. */
  filesIn(path: string): Promise<string[] | null>;
}

const DISK: Disk = {
  readText: path => readFile(path, 'utf8'),
  filesIn: async path => {
    if (!(await stat(path)).isDirectory()) return null;
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter(entry => !entry.isDirectory()).map(({ name }) => name);
  },
};

/** Throws configuration with code frames when the file cannot be read or is not right. */
export async function loadCluster(path: string, disk: Disk = DISK): Promise<LoadedCluster> {
  const checked = await checkCluster(path, disk);
  if (checked.is === 'right') return checked.loaded;
  throw refusal(`use the cluster file ${path}`, checked.diagnostics, checked.text);
}

/** The same with the problems as data; still throws configuration when there is no such file. */
export async function checkCluster(path: string, disk: Disk = DISK): Promise<CheckedCluster> {
  const text = await readClusterText(path, disk);
  const document = readDocument(text);
  if (!('value' in document)) return wrong(path, text, document);
  const folder = dirname(resolve(path));
  const absolute = (name: string) =>
    name.startsWith('~/') ? resolve(homedir(), name.slice(2)) : resolve(folder, name);
  const found = new Map<string, FileFound>();
  for (const named of namedFiles(document.value)) {
    found.set(foundKey(named), await find(named, absolute(named.file), disk));
  }
  return checkDocument(document, { file: path, text, absolute, found });
}

/** As checkCluster, with a text that is to take the place of the file's own; what it names is read from the disk. */
export function checkAnotherText(path: string, text: string): Promise<CheckedCluster> {
  const readText = async (each: string) => (each === path ? text : await DISK.readText(each));
  return checkCluster(path, { ...DISK, readText });
}

/** What the formats say about a file, where one of them reads it. */
const READERS: Readonly<Partial<Record<FileUse, (text: string) => string[]>>> = {
  haproxy: haproxyPatchProblems,
  keepalived: keepalivedPatchProblems,
};

function nothing(): string[] {
  return [];
}

async function find({ use }: NamedFile, path: string, disk: Disk): Promise<FileFound> {
  try {
    if (use !== 'kubeadm-patches') {
      const text = await textOf(path, disk);
      return { is: 'text', text, wrong: (READERS[use] ?? nothing)(text) };
    }
    const names = await disk.filesIn(path);
    if (names === null) return { is: 'not', why: 'it is no folder' };
    // Editors leave files of their own, and the order of a folder means nothing.
    const wanted = names.filter(name => !/^\.|~$/.test(name)).sort();
    const files = wanted.map(async name => ({ name, content: await textOf(join(path, name), disk) }));
    return { is: 'folder', files: await Promise.all(files) };
  } catch (error) {
    return { is: 'not', why: reasonOf(error) };
  }
}

async function readClusterText(path: string, disk: Disk): Promise<string> {
  try {
    return await textOf(path, disk);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new BarqueError(
      {
        domain: 'configuration',
        attempted: 'read the cluster’s file',
        where: path,
        cameBack: reasonOf(error),
        next: missing
          ? 'Name the file with --file, or write a new one: barque init'
          : 'Name the file with --file.',
      },
      error,
    );
  }
}

/** A byte order mark is no part of the text. */
async function textOf(path: string, disk: Disk): Promise<string> {
  return (await disk.readText(path)).replace(/^\uFEFF/, '');
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return (code && REASONS[code]) || messageOf(error);
}

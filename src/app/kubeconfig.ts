/** The flow of `kubeconfig`: read the administrator's from a control plane, and put it where it is wanted. */
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BarqueError, messageOf } from '../base/errors.ts';
import { type Entry, entryOf } from '../formats/kubeconfig/entry.ts';
import { clashWith, currentContextOf, type MergeWishes, mergeEntry } from '../formats/kubeconfig/merge.ts';
import type { Host } from '../hosts/host.ts';
import { ADMIN_CONFIG } from '../kube/admin-config.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';

/** Asks all control planes at once and takes the first that has it: one is as good as the other. */
export async function adminEntry(
  spec: ResolvedSpec,
  hosts: readonly Host[],
  context: string,
  signal: AbortSignal,
): Promise<Entry> {
  const planes = new Set(
    spec.hosts.filter(({ roles }) => roles.includes('control-plane')).map(({ name }) => name),
  );
  if (spec.kubernetes === null) throw noKubernetes(spec.name, 'no host has the role control-plane');
  const server = `https://${spec.endpoint.vip}:${spec.endpoint.port}`;
  const enough = new AbortController();
  const reading = AbortSignal.any([signal, enough.signal]);
  try {
    return await Promise.any(
      hosts
        .filter(({ name }) => planes.has(name))
        .map(async host => {
          const text = await host.read(ADMIN_CONFIG, reading);
          if (text === null)
            throw noKubernetes(spec.name, `${host.name} has no administrator’s kubeconfig yet`);
          const read = entryOf(text, context, server);
          if (read === null) throw unreadable('/etc/kubernetes/admin.conf', host.name, null);
          if (read.cluster !== spec.name) throw foreign(spec.name, host.name, read.cluster);
          return read.entry;
        }),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AggregateError)) throw error;
    // The one that says most: somebody answered.
    const told = error.errors.find(
      each => !(each instanceof BarqueError) || each.failure.domain !== 'connection',
    );
    throw told ?? error.errors[0];
  } finally {
    enough.abort(new Error('another control plane has answered'));
  }
}

/** The files that kubectl would read, in its order (client-go, ClientConfigLoadingRules). */
export function kubeconfigFiles(env: Readonly<Record<string, string | undefined>>): [string, ...string[]] {
  const [first, ...others] = (env['KUBECONFIG'] ?? '').split(':').filter(path => path !== '');
  return first === undefined ? [join(env['HOME'] || '/root', '.kube/config')] : [first, ...others];
}

export interface Stored {
  path: string;
  /** False: all of it stood there already. */
  changed: boolean;
  /** The context that kubectl takes by itself. */
  current: string;
}

/** Into the first of the files that exists, else the first; names that others of them use count too. */
export async function mergeInto(
  files: readonly [string, ...string[]],
  entry: Entry,
  wishes: MergeWishes,
): Promise<Stored> {
  const texts = await Promise.all(files.map(textOf));
  const at = Math.max(
    0,
    texts.findIndex(text => text !== null),
  );
  const others = texts.filter((text, index) => index !== at && text !== null) as string[];
  for (const text of others) {
    const clash = wishes.force ? null : clashWith(text, entry);
    if (clash !== null) throw taken(clash, files[texts.indexOf(text)]!);
  }
  const path = await realPath(files[at]!);
  return await filing(
    path,
    locked(path, async () => {
      // As it is now that nobody else writes it.
      const text = (await textOf(path)) ?? '';
      const merged = mergeEntry(text, entry, wishes);
      if (merged.is === 'unreadable') throw unreadable(path, null, merged.line);
      if (merged.is === 'taken') throw taken(merged, path);
      const elsewhere = others.map(currentContextOf).find(name => name !== null);
      if (merged.text === text) return { path, changed: false, current: elsewhere ?? merged.current };
      if (text !== '') await backUp(path);
      await writePrivately(path, merged.text);
      return { path, changed: true, current: merged.current };
    }),
  );
}

/** A file of its own; one that holds something else is replaced only with `force`. */
export async function storeAlone(path: string, text: string, force: boolean): Promise<void> {
  const old = await textOf(path);
  if (old === text) return;
  if (old !== null && !force) {
    throw new BarqueError({
      domain: 'configuration',
      attempted: 'write the kubeconfig',
      where: path,
      cameBack: 'the file is there, with another content',
      next: 'Name another file, add it with --merge, or replace the file with --force.',
    });
  }
  await filing(
    path,
    (async () => {
      if (old !== null) await backUp(path);
      await writePrivately(path, text);
    })(),
  );
}

/** What the file system refuses is for the person to mend. */
async function filing<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BarqueError) throw error;
    throw new BarqueError(
      {
        domain: 'configuration',
        attempted: 'write the kubeconfig',
        where: path,
        cameBack: messageOf(error),
        next: 'Name a file that you may write with --out.',
      },
      error,
    );
  }
}

/** Null: there is none. */
async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return await filing(path, Promise.reject(error));
  }
}

/** People keep it elsewhere and link to it: the link stays. */
async function realPath(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

/** kubectl's own lock, so that neither loses what the other writes (client-go, lockFile). */
async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const lock = `${path}.lock`;
  try {
    await (await open(lock, 'wx', 0o600)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new BarqueError({
      domain: 'lock-held',
      attempted: 'write the kubeconfig',
      where: path,
      cameBack: `${lock} is there: kubectl writes it now, or was killed when it did`,
      next: `Try again; if no kubectl runs:\n\n  rm ${lock}`,
    });
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Beside it, `config.bak`: private even where the file was not. */
async function backUp(path: string): Promise<void> {
  await writePrivately(`${path}.bak`, await readFile(path));
}

async function writePrivately(path: string, text: string | Uint8Array): Promise<void> {
  const temporary = `${path}.barque-${process.pid}`;
  await rm(temporary, { force: true });
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

function noKubernetes(cluster: string, cameBack: string): BarqueError {
  return new BarqueError({
    domain: 'kubernetes',
    attempted: `read the kubeconfig of ${cluster}`,
    cameBack,
    next: 'It is there when the cluster is:\n\n  barque apply',
  });
}

function foreign(cluster: string, where: string, cameBack: string): BarqueError {
  return new BarqueError({
    domain: 'configuration',
    attempted: `read the kubeconfig of ${cluster}`,
    where,
    cameBack: `the host belongs to the cluster ${cameBack}`,
    next: 'Correct its address in the file.',
  });
}

function unreadable(path: string, host: string | null, line: number | null): BarqueError {
  return new BarqueError({
    domain: 'configuration',
    attempted: 'read the kubeconfig',
    where: host === null ? path : `${host}:${path}`,
    cameBack: line === null ? 'it is no kubeconfig' : `it is no YAML: line ${line}`,
    next: 'Nothing was changed. Mend the file, or write to another one with --out.',
  });
}

function taken({ what, name }: { what: string; name: string }, path: string): BarqueError {
  return new BarqueError({
    domain: 'configuration',
    attempted: `add the ${what} ${name}`,
    where: path,
    cameBack: `there is one of that name, and it leads to another cluster`,
    next: 'Nothing was changed. Take another name with --context NAME, or replace it with --force.',
  });
}

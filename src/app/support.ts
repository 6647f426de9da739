/** What a person sends with a question: every host's own words and the operator's journals, redacted. */
import { readFile } from 'node:fs/promises';
import { messageOf } from '../base/errors.ts';
import { type Redact, redactAll } from '../base/redact.ts';
import { SUPPORT } from '../facts/now/support.ts';
import type { Host } from '../hosts/host.ts';
import { journalPath, runNames } from '../run/journals.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';

export interface SupportInput {
  spec: ResolvedSpec;
  hosts: readonly Host[];
  /** Folder of this machine's journals. */
  runs: string;
  /** What status says now, as data. */
  status: unknown;
  /** Versions and the like, as lines. */
  about: string;
  redact: Redact;
}

export interface SupportFile {
  /** Below the archive's folder. */
  path: string;
  content: string;
}

export interface Support {
  files: readonly SupportFile[];
  /** Hosts that gave nothing, and why. */
  silent: readonly { host: string; because: string }[];
}

/** Journals of the last runs. */
const RUNS = 10;

/** Milliseconds for one host: its parts have ten seconds each, and most take none. */
const HOST_MS = 60_000;

/** Everything has gone through `redact`. */
export async function gatherSupport(input: SupportInput, signal: AbortSignal): Promise<Support> {
  const { spec, hosts, runs, status, about, redact } = input;
  const silent: { host: string; because: string }[] = [];
  const file = (path: string, content: string): SupportFile => ({ path, content: redact(content) });
  const parts = await Promise.all(
    hosts.map(async host => {
      try {
        const found = await host.read(SUPPORT, AbortSignal.any([signal, AbortSignal.timeout(HOST_MS)]));
        return found.map(({ name, content }) => file(`hosts/${host.name}/${name}`, content));
      } catch (error) {
        signal.throwIfAborted();
        silent.push({ host: host.name, because: messageOf(error) });
        return [];
      }
    }),
  );
  // Value by value: in a line of JSON, where one text ends is not to be seen by form.
  const journalFile = async (name: string): Promise<SupportFile> => {
    const lines = (await readFile(journalPath(runs, name), 'utf8')).split('\n').filter(line => line !== '');
    return { path: `runs/${name}.jsonl`, content: lines.map(line => `${redactedLine(line)}\n`).join('') };
  };
  const redactedLine = (line: string) => {
    try {
      return JSON.stringify(redactAll(redact, JSON.parse(line)));
    } catch {
      return redact(line);
    }
  };
  const names = (await runNames(runs)).slice(0, RUNS);
  const journals = await Promise.all(names.map(journalFile));
  const told = silent.map(({ host, because }) => `${host}: ${because}\n`).join('');
  const json = (value: unknown) => `${JSON.stringify(redactAll(redact, value), null, 2)}\n`;
  return {
    silent,
    files: [
      file('about.txt', about),
      { path: 'spec.json', content: json(spec) },
      { path: 'status.json', content: json(status) },
      ...(told === '' ? [] : [file('silent-hosts.txt', told)]),
      ...journals,
      ...parts.flat(),
    ],
  };
}

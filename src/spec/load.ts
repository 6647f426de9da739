/** Reads a cluster's file: text → document → schema and cross checks → resolved spec, all problems at once. */
import { X509Certificate } from 'node:crypto';
import { readFile as readFileFromDisk } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, resolve as resolvePath } from 'node:path';
import { BarqueError, messageOf } from '../base/errors.ts';
import { codeFrames } from './code-frame.ts';
import { crossCheck } from './cross-check.ts';
import { type Diagnostic, diagnosticsOf, type Problem } from './diagnostic.ts';
import { readDocument, type SpecDocument } from './document.ts';
import { resolve } from './resolve.ts';
import type { ResolvedSpec } from './resolved.ts';
import { clusterSchema } from './schema.ts';
import { schemaProblems } from './schema-problems.ts';
import { specWarnings } from './warnings.ts';

export interface LoadedCluster {
  spec: ResolvedSpec;
  /** Path as it was given. */
  file: string;
  text: string;
  warnings: Diagnostic[];
  /** Places of what was written, for later refusals. */
  document: SpecDocument;
}

export type ReadText = (path: string) => Promise<string>;

const fromDisk: ReadText = path => readFileFromDisk(path, 'utf8');

/** Throws configuration with code frames when the file cannot be read or is not right. */
export async function loadCluster(path: string, readFile: ReadText = fromDisk): Promise<LoadedCluster> {
  const checked = await checkCluster(path, readFile);
  if (checked.is === 'right') return checked.loaded;
  throw refusal(`use the cluster file ${path}`, checked.diagnostics, checked.text);
}

export type CheckedCluster =
  | { is: 'right'; loaded: LoadedCluster }
  | { is: 'wrong'; diagnostics: Diagnostic[]; text: string };

/** The same with the problems as data; still throws configuration when there is no such file. */
export async function checkCluster(path: string, readFile: ReadText = fromDisk): Promise<CheckedCluster> {
  const text = await readText(path, readFile);
  const wrong = (problems: readonly Problem[]): CheckedCluster => ({
    is: 'wrong',
    diagnostics: diagnosticsOf(path, problems),
    text,
  });
  const document = readDocument(text);
  if (!('value' in document)) return wrong(document);
  const parsed = clusterSchema.safeParse(document.value);
  const problems = crossCheck(document);
  if (!parsed.success) problems.unshift(...schemaProblems(parsed.error.issues, document));
  const folder = dirname(resolvePath(path));
  const absolute = (name: string) =>
    name.startsWith('~/') ? resolvePath(homedir(), name.slice(2)) : resolvePath(folder, name);
  const ca = await readCa(document, absolute, readFile);
  if (ca !== null && 'summary' in ca) problems.push(ca);
  if (!parsed.success || problems.length > 0) return wrong(problems);
  const backendCa = ca !== null && 'pem' in ca ? ca.pem : null;
  const spec = resolve(parsed.data, {
    absolute,
    backendCa,
    registryCas: new Map(),
    patches: [],
    manifests: [],
  });
  const warnings = diagnosticsOf(path, specWarnings(spec, document));
  return { is: 'right', loaded: { spec, file: path, text, warnings, document } };
}

/** One failure from several diagnostics of one text. */
export function refusal(attempted: string, diagnostics: readonly Diagnostic[], text: string): BarqueError {
  const count = diagnostics.length;
  return new BarqueError({
    domain: 'configuration',
    attempted,
    cameBack: codeFrames(diagnostics, text),
    next: count > 1 ? `${count} problems; nothing was changed.` : 'Nothing was changed.',
  });
}

async function readText(path: string, readFile: ReadText): Promise<string> {
  try {
    // A byte order mark is no part of the text.
    return (await readFile(path)).replace(/^\uFEFF/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new BarqueError(
      {
        domain: 'configuration',
        attempted: 'read the cluster’s file',
        where: path,
        cameBack: (code && FILE_WORDS[code]) || messageOf(error),
        next: 'Name the file with --file.',
      },
      error,
    );
  }
}

const FILE_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};

/** The CA's text, or why it cannot be used; null when the file names none. */
async function readCa(
  document: SpecDocument,
  absolute: (path: string) => string,
  readFile: ReadText,
): Promise<{ pem: string } | Problem | null> {
  const written = backendCaOf(document.value);
  if (typeof written !== 'string') return null;
  const path = ['spec', 'loadBalancer', 'backendCa'];
  const wrong = (detail: string): Problem => ({
    summary: 'The CA of the backends cannot be used',
    detail,
    help: 'a PEM file with certificates',
    place: document.place(path, 'value'),
  });
  const file = absolute(written);
  let text: string;
  try {
    text = await readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return wrong(`${file}: ${(code && FILE_WORDS[code]) || messageOf(error)}.`);
  }
  if (/PRIVATE KEY/.test(text)) return wrong(`${file} holds a private key, which must not leave its place.`);
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) return wrong(`${file} holds no certificate.`);
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch (error) {
    return wrong(`${file} holds a certificate that cannot be read: ${messageOf(error)}.`);
  }
  return { pem: `${certificates.join('\n').replaceAll('\r\n', '\n')}\n` };
}

function backendCaOf(value: unknown): unknown {
  const spec = (value as { spec?: unknown }).spec;
  if (spec === null || typeof spec !== 'object') return undefined;
  const balancer = (spec as { loadBalancer?: unknown }).loadBalancer;
  if (balancer === null || typeof balancer !== 'object') return undefined;
  return (balancer as { backendCa?: unknown }).backendCa;
}

/** The means that drills are given: a look at the cluster, an identity at its API, an image for their pods. */
import { X509Certificate } from 'node:crypto';
import { adminEntry } from '../app/kubeconfig.ts';
import type { Handling } from '../app/run-plan.ts';
import { lookNow, plainLook } from '../app/status.ts';
import { BarqueError } from '../base/errors.ts';
import { foldersOf } from '../base/xdg.ts';
import type { Door } from '../hosts/host.ts';
import type { Proving } from '../prove/proving.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { bundleFor } from './bundle-choice.ts';
import { contentsOf } from './bundle-contents.ts';
import { bundleSource } from './bundle-source.ts';
import type { Terminal } from './command.ts';
import { toolVersion } from './version.ts';
import { problemWords } from './views/problem-words.ts';

const PROBER = /\/barque-probe:/;

/** The image of Barque's own prober, in the cluster's bundle; null: there is no Kubernetes, or no such bundle here. */
export async function podsOf(
  spec: ResolvedSpec,
  options: Readonly<Record<string, unknown>>,
  terminal: Terminal,
  signal: AbortSignal,
) {
  if (spec.kubernetes === null) return null;
  try {
    const bundle = await bundleFor(spec, options['bundle'] ?? spec.bundle.folder ?? undefined, terminal);
    const image = contentsOf(bundle).images.find(({ name }) => PROBER.test(name));
    return image === undefined ? null : { image, source: bundleSource(bundle, signal) };
  } catch (error) {
    if (error instanceof BarqueError) return null;
    throw error;
  }
}

export async function identityOf(
  spec: ResolvedSpec,
  doors: readonly Door[],
  signal: AbortSignal,
): Promise<Pick<Proving, 'ca' | 'identity'>> {
  // Names in the certificates of servers that are not ours are not ours either: whether they answer is what counts.
  if (spec.kubernetes === null) return { ca: null, identity: null };
  const { cluster, user } = await adminEntry(
    spec,
    doors.map(({ host }) => host),
    spec.name,
    signal,
  );
  const pem = (text: unknown) => Buffer.from(String(text ?? ''), 'base64').toString('utf8');
  const ca = pem(cluster['certificate-authority-data']);
  new X509Certificate(ca);
  return { ca, identity: { cert: pem(user['client-certificate-data']), key: pem(user['client-key-data']) } };
}

export function lookerOf(spec: ResolvedSpec, doors: readonly Door[], terminal: Terminal): Proving['look'] {
  const hosts = doors.map(({ host }) => host);
  const folders = foldersOf(terminal.env);
  return async signal => {
    const status = await lookNow(plainLook(spec, hosts, folders), signal);
    const wrong = status.problems.filter(({ severity }) => severity !== 'warning');
    return {
      status,
      problems: wrong.map(each => problemWords(each, { command: words => words, spec }).means),
    };
  };
}

export function handlingOf(doors: readonly Door[], folders: Handling['folders']): Handling {
  return {
    tool: toolVersion(),
    doors,
    folders,
    lockTimeoutMs: 0,
    confirm: async () => true,
    renewed: () => {},
    seen: () => {},
  };
}

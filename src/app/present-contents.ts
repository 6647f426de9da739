/** What stands now in the files that a plan changes, read to be shown; it is no part of the plan, which is saved and digested. */
import { digestOfText, hexOf } from '../base/digest.ts';
import { BarqueError } from '../base/errors.ts';
import { redactor } from '../base/redact.ts';
import { fileContent } from '../facts/file-content.ts';
import { batch } from '../hosts/batch.ts';
import type { Host } from '../hosts/host.ts';
import type { Plan } from '../plan/plan.ts';
import { isSecretFile } from '../plan/secret-file.ts';

/** Texts by the SHA-256, in hexadecimal, of what was observed; secrets are taken out of them. */
export type PresentContents = ReadonlyMap<string, string>;

/** More contents than this nobody reads on a terminal. */
export const SHOWN_CONTENTS = 50;

interface Wanted {
  digest: string;
  path: string;
}

/**
 * One reading a host, and each content from one host only, however many have it. At most `most` contents; what
 * cannot be read, is too large, no text or secret is missing in the answer: showing is not worth a failure.
 */
export async function presentContents(
  plan: Plan,
  hosts: readonly Host[],
  most: number,
  signal: AbortSignal,
): Promise<PresentContents> {
  const wanted = wantedOf(plan, most);
  const redact = redactor([]);
  const found = new Map<string, string>();
  await Promise.all(
    hosts.map(async host => {
      const own = wanted.get(host.name) ?? [];
      if (own.length === 0) return;
      const reading = batch(
        'contents',
        own.map(({ path }) => fileContent(path)),
      );
      const texts = await host.read(reading, signal).catch((error: unknown) => {
        if (error instanceof BarqueError) return [];
        throw error;
      });
      for (const [at, { digest }] of own.entries()) {
        const text = texts[at] ?? null;
        // Changed since it was observed: a diff against it would not be this plan's.
        if (text !== null && hexOf(digestOfText(text)) === digest) found.set(digest, redact(text));
      }
    }),
  );
  return found;
}

function wantedOf(plan: Plan, most: number): Map<string, Wanted[]> {
  const byHost = new Map<string, Wanted[]>();
  const seen = new Set<string>();
  for (const { host, steps } of plan.changes) {
    for (const { verb, before, after } of steps) {
      if (verb.do !== 'file.put' || before?.kind !== 'file') continue;
      const { digest, mode } = before;
      if (digest === undefined || digest === after['digest'] || seen.has(digest)) continue;
      if (isSecretFile(verb) || isSecretFile({ path: verb.path, mode: mode ?? '0' })) continue;
      if (seen.size === most) return byHost;
      seen.add(digest);
      byHost.set(host, [...(byHost.get(host) ?? []), { digest, path: verb.path }]);
    }
  }
  return byHost;
}

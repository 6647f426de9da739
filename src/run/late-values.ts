/** Reads late values from their hosts, each once a run, and tells the redaction what is secret. */
import { type Digest, digestOfText, hexOf } from '../base/digest.ts';
import { BarqueError } from '../base/errors.ts';
import type { Host } from '../hosts/host.ts';
import type { Step } from '../plan/change.ts';
import { fillLate, isLate, type LateName, type LateValue, lateNameOf } from '../plan/late.ts';
import { lateReading } from '../verbs/late-readings.ts';

/** The values of these names; throws BarqueError when a host does not give one. */
export type FetchLate = (
  names: readonly LateName[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<LateName, string>>;

/** `learn` is told every secret before anybody else has it. */
export function lateFetcher(
  sources: readonly LateValue[],
  hosts: ReadonlyMap<string, Host>,
  learn: (secret: string) => void,
): FetchLate {
  const readings = new Map<string, Promise<ReadonlyMap<LateName, string>>>();
  const read = (name: LateName, signal: AbortSignal) => {
    const source = sources.find(each => each.name === name);
    const host = source === undefined ? undefined : hosts.get(source.host);
    if (source === undefined || host === undefined) throw nobodyKnows(name, source?.host);
    const reading = lateReading(name);
    const key = `${source.host} ${reading.name}`;
    const known = readings.get(key);
    if (known !== undefined) return known;
    const made = host.read(reading, signal).then(values => {
      for (const [each, value] of values) if (isSecret(each)) learn(value);
      return values;
    });
    // A reading that failed may be tried again by the next step that needs it.
    made.catch(() => readings.delete(key));
    readings.set(key, made);
    return made;
  };
  return async (names, signal) => {
    const values = new Map<LateName, string>();
    for (const name of names) {
      if (name === 'ca-digest') {
        values.set(name, hexOf(digestOfText((await read('ca', signal)).get('ca') ?? '')));
        continue;
      }
      const value = (await read(name, signal)).get(name);
      if (value === undefined || value === '') throw nobodyKnows(name, undefined);
      values.set(name, value);
    }
    return values;
  };
}

/** The step with its late values in their places; secrets stay out of it, and a public content becomes a blob. */
export function withLate(
  step: Step,
  values: ReadonlyMap<LateName, string>,
): { step: Step; blobs: Record<Digest, string> } {
  const open = new Map([...values].filter(([name]) => !isSecret(name)));
  const content = step.verb.do === 'file.put' && isLate(step.verb.blob) ? lateNameOf(step.verb.blob) : null;
  if (content === null) return { step: fillLate(step, open), blobs: {} };
  const text = open.get(content) ?? '';
  const digest = digestOfText(text);
  const rest = new Map([
    ...open,
    [content, digest] as const,
    [`${content}-digest` as LateName, hexOf(digest)] as const,
  ]);
  return { step: fillLate(step, rest), blobs: { [digest]: text } };
}

function isSecret(name: LateName): boolean {
  return name === 'authorities' || name.startsWith('node-credentials/');
}

function nobodyKnows(name: LateName, host: string | undefined): BarqueError {
  return new BarqueError({
    domain: 'remote-step',
    attempted: `learn ${name}`,
    ...(host === undefined ? {} : { where: host }),
    cameBack: host === undefined ? 'no host has it' : 'the host is out of this run',
    next: 'Run the same command again: it chooses another host.',
  });
}

/** What a verb sees of the one thing it is about: flat words, so that host and operator compare the same bytes. */

/** Keys and values without newlines; no key repeats. A missing key and an empty value differ. */
export type Observation = Readonly<Record<string, string>>;

/** The bytes in which a host and the operator compare: `key=value` lines sorted by key. */
export function wireOf(observation: Observation): string {
  return Object.keys(observation)
    .sort()
    .map(key => `${key}=${observation[key]}\n`)
    .join('');
}

/** Reads what an observing script printed; lines without `=` are ignored. */
export function observationOf(wire: string): Observation {
  const members: [string, string][] = [];
  for (const line of wire.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) members.push([line.slice(0, at), line.slice(at + 1)]);
  }
  return Object.fromEntries(members);
}

/** Whether nobody could look: what is there is then as open as what an earlier step decides. */
export function isUnknown(observation: Observation): boolean {
  const values = Object.values(observation);
  return values.length > 0 && values.every(value => value === 'unknown');
}

export function sameObservation(a: Observation, b: Observation): boolean {
  return wireOf(a) === wireOf(b);
}

/** Lines `key=value` that a fact's text prints: the form of all facts that are more than one word. */

export interface Words {
  /** The first value of a key; empty when it was not printed. */
  one(key: string): string;
  all(key: string): readonly string[];
  has(key: string): boolean;
}

export function wordsOf(stdout: string): Words {
  const values = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const at = line.indexOf('=');
    if (at < 1) continue;
    const [key, value] = [line.slice(0, at), line.slice(at + 1)];
    const before = values.get(key);
    if (before === undefined) values.set(key, [value]);
    else before.push(value);
  }
  return {
    one: key => values.get(key)?.[0] ?? '',
    all: key => values.get(key) ?? [],
    has: key => values.has(key),
  };
}

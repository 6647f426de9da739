/**
 * Late values: what only the run knows, secrets and what follows from them. A plan names them as `late:NAME`
 * wherever a text stands in a verb or an observation; the run reads them once, keeps them in memory, and sends
 * them on standard input.
 */

export type LateName =
  /** The four pairs of the cluster's authorities, as an archive in base64: secret. */
  | 'authorities'
  /** Digest of their public halves, in hexadecimal. */
  | 'authorities-digest'
  /** The cluster's CA certificate, PEM. */
  | 'ca'
  /** SHA-256 of it, in hexadecimal. */
  | 'ca-digest'
  /** Credentials with which this node joins, a kubeconfig of a few minutes: secret. */
  | `node-credentials/${string}`;

export type Late = `late:${LateName}`;

/** Where a late value is read, once the steps before have made it. */
export interface LateValue {
  name: LateName;
  /** The seat. */
  host: string;
}

export function late(name: LateName): Late {
  return `late:${name}`;
}

export function isLate(text: string): text is Late {
  return text.startsWith('late:');
}

export function lateNameOf(text: Late): LateName {
  return text.slice('late:'.length) as LateName;
}

/** All late values that a verb or an observation names. */
export function lateNamesIn(value: unknown): LateName[] {
  const names = new Set<LateName>();
  const walk = (each: unknown): void => {
    if (typeof each === 'string') {
      if (isLate(each)) names.add(lateNameOf(each));
    } else if (each !== null && typeof each === 'object') Object.values(each).forEach(walk);
  };
  walk(value);
  return [...names].sort();
}

/** The same with every late value in its place. */
export function fillLate<T>(value: T, values: ReadonlyMap<LateName, string>): T {
  if (typeof value === 'string')
    return (isLate(value) ? (values.get(lateNameOf(value)) ?? value) : value) as T;
  if (Array.isArray(value)) return value.map(item => fillLate(item, values)) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, fillLate(member, values)]),
    ) as T;
  }
  return value;
}

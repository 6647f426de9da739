/** The one error type of Barque: what was attempted, where, what came back, what to do next. */

/** Where a failure belongs; `exit-codes.ts` maps each to its exit code. */
export type Domain =
  | 'bug'
  | 'check'
  | 'cancelled'
  | 'configuration'
  | 'connection'
  | 'remote-step'
  | 'kubernetes'
  | 'etcd'
  | 'load-balancer'
  | 'lock-held'
  | 'stale-plan'
  | 'timeout'
  | 'unsupported-host'
  | 'usage'
  | 'interrupted'
  | 'terminated';

/** The parts of a failure that a person needs at 3 a.m. */
export interface Failure {
  domain: Domain;
  /** What Barque was doing, as "load the unit haproxy.service". */
  attempted: string;
  /** Host, file or URL, where there is one. */
  where?: string;
  /** What came back: the other side's words, or what was found. */
  cameBack: string;
  /** What the person can do now; a command to copy stands alone. */
  next?: string;
}

export class BarqueError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(sentence(failure), cause === undefined ? undefined : { cause });
    this.name = 'BarqueError';
    this.failure = failure;
  }
}

function sentence(failure: Failure): string {
  const where = failure.where === undefined ? '' : ` (${failure.where})`;
  return `Could not ${failure.attempted}${where}: ${failure.cameBack}`;
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For the default branch of a switch over a union: unreachable while the union is exhausted. */
export function unreachable(value: never): never {
  throw new BarqueError({
    domain: 'bug',
    attempted: 'handle every case of a union',
    cameBack: JSON.stringify(value),
  });
}

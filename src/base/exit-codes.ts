/** Exit codes: the one place where a domain becomes a number. Documented in README.md. */
import type { Domain } from './errors.ts';

export const EXIT = {
  done: 0,
  bug: 1,
  differences: 2,
  check: 3,
  cancelled: 4,
  configuration: 10,
  connection: 11,
  'remote-step': 12,
  kubernetes: 13,
  etcd: 14,
  'load-balancer': 15,
  'lock-held': 16,
  'stale-plan': 17,
  timeout: 18,
  'unsupported-host': 19,
  usage: 64,
  interrupted: 130,
  terminated: 143,
} as const satisfies Record<Domain | 'done' | 'differences', number>;

/** Options that several commands share. */
import { BarqueError } from '../base/errors.ts';
import type { Option } from './command.ts';

export const FILE_OPTION: Option = {
  flags: '-f, --file <path>',
  summary: 'the cluster’s file',
  default: 'cluster.yaml',
};

/** The command as it is to be typed again, for the same file. */
export function withFile(command: string, options: Readonly<Record<string, unknown>>): string {
  const file = options['file'];
  return file === FILE_OPTION.default || file === undefined ? command : `${command} -f ${String(file)}`;
}

export const BUNDLE_OPTION: Option = {
  flags: '--bundle <folder>',
  summary: 'the bundle; otherwise the file’s, or the only one built here',
};

export const DEEP_OPTION: Option = {
  flags: '--deep',
  summary: 'read every program on the hosts again, also where nothing says that it changed',
};

export const LIMIT_OPTION: Option = {
  flags: '--limit <hosts>',
  summary: 'only the changes on these hosts, separated by commas',
};

/** The names of `--limit`; null: all hosts. Throws usage when there is no name in it. */
export function limitOption(value: unknown): readonly string[] | null {
  if (value === undefined) return null;
  const names = String(value)
    .split(',')
    .map(name => name.trim())
    .filter(Boolean);
  if (names.length > 0) return names;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'read --limit',
    cameBack: 'it names no host',
    next: 'Write it as --limit cp1,cp2.',
  });
}

/** `10`, `10s`, `2m` as milliseconds; throws usage. */
export function durationOption(name: string, value: unknown): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(String(value));
  if (match === null) {
    throw new BarqueError({
      domain: 'usage',
      attempted: `read --${name}`,
      cameBack: `${JSON.stringify(value)} is not a time`,
      next: 'Write it as 500ms, 10s, 2m or 1h.',
    });
  }
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? 's']!;
  return Number(match[1]) * unit;
}

export const LOCK_TIMEOUT_OPTION = {
  flags: '--lock-timeout <time>',
  summary: 'how long to wait while another run holds the cluster',
  default: '0s',
};

export const YES_OPTION = { flags: '-y, --yes', summary: 'do not ask' };

/** Five minutes: ten times what Kubernetes gives a pod to end (30 s), for those that wait for each other's budgets. */
export const DRAIN_OPTIONS = [
  { flags: '--drain-timeout <time>', summary: 'how long pods may take to leave', default: '5m' },
  { flags: '--force', summary: 'delete pods, too, that nothing would make again elsewhere' },
];

export function drainOption(options: Readonly<Record<string, unknown>>): { withinS: number; force: boolean } {
  const ms = durationOption('drain-timeout', options['drainTimeout']);
  // kubectl takes 0 for no limit at all.
  if (ms === 0) {
    throw new BarqueError({
      domain: 'usage',
      attempted: 'read --drain-timeout',
      cameBack: 'within no time no pod can leave',
      next: 'Write how long they may take, as 30s or 5m.',
    });
  }
  return { withinS: Math.ceil(ms / 1000), force: options['force'] === true };
}

/** Options that several commands share. */
import { BarqueError } from '../base/errors.ts';
import type { Option } from './command.ts';

export const FILE_OPTION: Option = {
  flags: '-f, --file <path>',
  summary: 'the cluster’s file',
  default: 'cluster.yaml',
};

export const BUNDLE_OPTION: Option = {
  flags: '--bundle <folder>',
  summary: 'the bundle; otherwise the file’s, or the only one built here',
};

export const DEEP_OPTION: Option = {
  flags: '--deep',
  summary: 'read every program on the hosts again, also where nothing says that it changed',
};

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

/** VRRP instances of all files: where their settings stand, and where they differ. */
import type { Found, LintModel } from './finding.ts';
import { get, type Instance } from './keepalived.ts';

/** Of all files. */
export function instancesOf({ keepalived }: LintModel): Instance[] {
  return keepalived.flatMap(({ instances }) => instances);
}

/** Line of a keyword, or of the instance. */
export function lineOf(instance: Instance, keyword: string): number {
  return get(instance.lines, keyword)?.line ?? instance.line;
}

/** One finding for each instance that differs from the first of its group. */
export function differing(
  { groups }: LintModel,
  keyword: string,
  wrong: (one: Instance, first: Instance) => { reason: string; remedy: string } | null,
): Found[] {
  return groups.flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : others.flatMap(one => {
          const words = wrong(one, first);
          return words === null ? [] : [{ file: one.file, line: lineOf(one, keyword), ...words }];
        }),
  );
}

/** Lists in a line: cut where they get long, and hosts in ranges. */

/** `a, b, c and 4 more`: never "and 1 more", which would be as long as the name. */
export function some(names: readonly string[], most: number): string {
  if (names.length <= most + 1) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** Sorted as people count: `w2` before `w10`. */
export function byNumber(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  if (left.stem !== right.stem) return left.stem < right.stem ? -1 : 1;
  if (left.number !== right.number) return left.number - right.number;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `cp1, cp2, w1 … w997`: four or more in a row are a range; at most `most` members. */
export function hostList(hosts: readonly string[], most = 8): string {
  const runs: string[][] = [];
  for (const host of [...hosts].sort(byNumber)) {
    const last = runs.at(-1);
    if (last !== undefined && follows(last.at(-1)!, host)) last.push(host);
    else runs.push([host]);
  }
  const members = runs.flatMap(run => (run.length < 4 ? run : [`${run[0]} … ${run.at(-1)}`]));
  return some(members, most);
}

function follows(before: string, after: string): boolean {
  const [a, b] = [parts(before), parts(after)];
  return a.stem === b.stem && b.number === a.number + 1 && a.digits > 0 && b.digits > 0;
}

function parts(name: string): { stem: string; number: number; digits: number } {
  const digits = /\d*$/.exec(name)![0];
  return {
    stem: name.slice(0, name.length - digits.length),
    number: digits === '' ? -1 : Number(digits),
    digits: digits.length,
  };
}

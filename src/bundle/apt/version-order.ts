/** The order of Debian package versions (Debian Policy 5.6.12; deb-version(7)). */

/** Negative when `a` is older than `b`, positive when newer, 0 when they are the same version. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [splitVersion(a), splitVersion(b)];
  return (
    left.epoch - right.epoch ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
}

function splitVersion(version: string): { epoch: number; upstream: string; revision: string } {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? 0 : Number(version.slice(0, colon)),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

/** Alternating runs of non-digits (compared by `weightOf`) and digits (compared as numbers). */
function compareParts(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a[i])) || (j < b.length && !isDigit(b[j]))) {
      const difference = weightOf(a[i]) - weightOf(b[j]);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    const [left, right] = [digitsAt(a, i), digitsAt(b, j)];
    // BigInt: dates and hashes in versions exceed what a number holds exactly.
    const [m, n] = [BigInt(left || '0'), BigInt(right || '0')];
    if (m !== n) return m < n ? -1 : 1;
    i += left.length;
    j += right.length;
  }
  return 0;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

function digitsAt(text: string, from: number): string {
  return /^\d*/.exec(text.slice(from))![0];
}

/** `~` before the end, the end (or a digit) before letters, letters before everything else. */
function weightOf(character: string | undefined): number {
  if (character === '~') return -1;
  if (character === undefined || isDigit(character)) return 0;
  const code = character.codePointAt(0)!;
  return /[A-Za-z]/.test(character) ? code : code + 256;
}

/** Whether a text is an IPv4 or IPv6 address: Node's own judge is no part of a pure room. */

const BYTE = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const V4 = new RegExp(`^${BYTE}(\\.${BYTE}){3}$`);

export function isIP(text: string): boolean {
  return V4.test(text) || isV6(text.split('%')[0]!);
}

/** Eight groups of at most four digits, some of them once left out for `::`; an IPv4 address may stand for the last two. */
function isV6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const hex = V4.test(last) ? groups.slice(0, -1) : groups;
  if (!hex.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const count = hex.length + (hex.length < groups.length ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

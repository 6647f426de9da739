/** The cluster's file without one host: everything else, comments too, stays as it was written. */
import { isMap, isSeq, parseDocument } from 'yaml';
import { canonicalJson } from '../base/json.ts';
import { readDocument } from './document.ts';
import { list, member } from './written.ts';

/**
 * The lines of its entry go, from the dash to the last value, with the comments that are its own: those right above the
 * dash, as far to the right as it, and those below that stand deeper. Null when no host of that name is listed there in
 * lines of its own, or when anything else would then be read differently.
 */
export function withoutHost(text: string, name: string): string | null {
  const document = parseDocument(text, { keepSourceTokens: true });
  const hosts = document.getIn(['spec', 'hosts']);
  // A list on one line has no lines of its own.
  if (!isSeq(hosts) || hosts.srcToken?.type !== 'block-seq') return null;
  const at = hosts.items.findIndex(item => isMap(item) && item.get('name') === name);
  const item = hosts.items[at];
  const dash = hosts.srcToken.items[at]?.start.find(token => token.type === 'seq-item-ind');
  if (!isMap(item) || !item.range || !dash) return null;
  const shorter = withoutLines(text, dash.offset, text.slice(0, item.range[1]).trimEnd().length);
  return shorter !== null && saysTheSame(text, shorter, name) ? shorter : null;
}

/** `last`: where the entry's last word ends. Null when something else stands before the dash on its line. */
function withoutLines(text: string, dash: number, last: number): string | null {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length - 1;
  let first = lineOf(dash);
  const column = dash - (text.lastIndexOf('\n', dash - 1) + 1);
  if (lines[first]!.slice(0, column).trim() !== '') return null;
  const commentAt = (line: string | undefined) => /^[ \t]*(?=#)/.exec(line ?? '')?.[0].length ?? null;
  let end = lineOf(last - 1) + 1;
  while (commentAt(lines[first - 1]) === column) first -= 1;
  while ((commentAt(lines[end]) ?? column) > column) end += 1;
  return [...lines.slice(0, first), ...lines.slice(end)].join('');
}

/** By reading both: what is cut out of somebody's file must be that host and nothing else. */
function saysTheSame(before: string, after: string, name: string): boolean {
  const [old, left] = [readDocument(before), readDocument(after)];
  if (!('value' in old) || !('value' in left)) return false;
  const spec = member(old.value, 'spec') as object;
  const others = list(member(spec, 'hosts')).filter(host => member(host, 'name') !== name);
  const wanted = { ...(old.value as object), spec: { ...spec, hosts: others } };
  // A list whose only entry is gone reads as nothing.
  const value = left.value as { spec: { hosts: unknown } };
  const read = { ...value, spec: { ...value.spec, hosts: value.spec.hosts ?? [] } };
  return canonicalJson(read) === canonicalJson(wanted);
}

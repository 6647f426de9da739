/** The cluster's file without one host: everything else, comments too, stays as it was written. */
import { isMap, isSeq, parseDocument } from 'yaml';

/** Null when no host of that name is listed there. */
export function withoutHost(text: string, name: string): string | null {
  const document = parseDocument(text, { keepSourceTokens: true });
  const hosts = document.getIn(['spec', 'hosts']);
  if (!isSeq(hosts)) return null;
  const at = hosts.items.findIndex(item => isMap(item) && item.get('name') === name);
  const item = hosts.items[at];
  if (!isMap(item) || !item.range) return null;
  // By its own lines, so that no other line is printed anew: from its dash to the next entry's.
  const lineStart = (offset: number) => text.lastIndexOf('\n', offset - 1) + 1;
  const next = hosts.items[at + 1];
  const start = lineStart(item.range[0]);
  const end = isMap(next) && next.range ? lineStart(next.range[0]) : item.range[2];
  if (document.toString().includes('hosts: [') || hosts.flow) return null;
  return text.slice(0, start) + text.slice(end);
}

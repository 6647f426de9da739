/** The cluster's file without one host: everything else, comments too, stays as it was written. */
import { isMap, isSeq, parseDocument } from 'yaml';

/** Null when no host of that name is listed there. */
export function withoutHost(text: string, name: string): string | null {
  const document = parseDocument(text, { keepSourceTokens: true });
  const hosts = document.getIn(['spec', 'hosts']);
  // A list on one line has no lines of its own.
  if (!isSeq(hosts) || hosts.flow === true) return null;
  const at = hosts.items.findIndex(item => isMap(item) && item.get('name') === name);
  const item = hosts.items[at];
  if (!isMap(item) || !item.range) return null;
  // By its own lines, so that no other one is printed anew, comments above the next entry included.
  const start = text.lastIndexOf('\n', item.range[0] - 1) + 1;
  const last = text.slice(0, item.range[1]).trimEnd().length;
  const end = text.indexOf('\n', last);
  return text.slice(0, start) + (end < 0 ? '' : text.slice(end + 1));
}

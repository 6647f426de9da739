/** A cluster's file with some of its hosts only. */
import { parseDocument, type YAMLSeq } from 'yaml';

export function withHosts(text: string, names: readonly string[]): string {
  const document = parseDocument(text);
  const hosts = document.getIn(['spec', 'hosts']) as YAMLSeq<{ get(key: string): unknown }>;
  hosts.items = hosts.items.filter(host => names.includes(String(host.get('name'))));
  return String(document);
}

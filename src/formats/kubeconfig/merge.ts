/** Puts one entry into a person's kubeconfig; comments, order and everything else in it stay as they are. */
import { type Document, isMap, isSeq, type YAMLMap, YAMLSeq } from 'yaml';
import { readKubernetesDocument } from '../../base/kubernetes-yaml.ts';
import { type Entry, printEntry } from './entry.ts';

export interface MergeWishes {
  /** Whether names that belong to another cluster may be taken. */
  force: boolean;
  /** Whether the context becomes the current one, also where there is another. */
  use: boolean;
}

export type Merged =
  | { is: 'merged'; text: string; current: string }
  /** `what` is there under our name and leads elsewhere. */
  | { is: 'taken'; what: 'context' | 'cluster' | 'user'; name: string }
  /** Not a kubeconfig. Its text is not repeated: it holds secrets. */
  | { is: 'unreadable'; line: number | null };

/** `text` is what stands in the file; empty: nothing. */
export function mergeEntry(text: string, entry: Entry, { force, use }: MergeWishes): Merged {
  if (text.trim() === '') return { is: 'merged', text: printEntry(entry), current: entry.context };
  const document = readKubernetesDocument(text);
  const [error] = document.errors;
  if (error !== undefined) return { is: 'unreadable', line: error.linePos?.[0].line ?? null };
  if (!isKubeconfig(document)) return { is: 'unreadable', line: null };
  const taken = force ? null : takenBy(document, entry);
  if (taken !== null) return { is: 'taken', ...taken };
  put(document, 'clusters', entry.context, 'cluster', entry.cluster);
  put(document, 'users', entry.userName, 'user', entry.user);
  const old = find(document, 'contexts', entry.context)?.get('context');
  // A namespace that somebody has set for the context stays.
  const kept = isMap(old) ? (old.toJS(document) as Record<string, unknown>) : {};
  put(document, 'contexts', entry.context, 'context', {
    ...kept,
    cluster: entry.context,
    user: entry.userName,
  });
  const current = currentContext(document);
  if (use || current === null) document.set('current-context', entry.context);
  // Lists in the form in which they were: kubectl's own are not indented.
  const indentSeq = !/^(clusters|contexts|users):[ \t]*\n- /m.test(text);
  return {
    is: 'merged',
    text: document.toString({ lineWidth: 0, indentSeq, flowCollectionPadding: /[{[] /.test(text) }),
    current: currentContext(document)!,
  };
}

/** Whether a file gives one of our names another meaning; null: it does not, or is no kubeconfig. */
export function clashWith(
  text: string,
  entry: Entry,
): { what: 'context' | 'cluster' | 'user'; name: string } | null {
  const document = readKubernetesDocument(text);
  return document.errors.length > 0 || !isKubeconfig(document) ? null : takenBy(document, entry);
}

/** Null: the file has none, or is no kubeconfig. */
export function currentContextOf(text: string): string | null {
  const document = readKubernetesDocument(text);
  return document.errors.length > 0 || !isKubeconfig(document) ? null : currentContext(document);
}

/** Some were written by hand and do not say what they are. */
function isKubeconfig(document: Document): boolean {
  if (!isMap(document.contents)) return false;
  const kind = document.get('kind');
  if (kind !== undefined) return kind === 'Config';
  return ['clusters', 'contexts', 'users'].some(list => document.has(list));
}

function currentContext(document: Document): string | null {
  const value = document.get('current-context');
  return typeof value === 'string' && value !== '' ? value : null;
}

function takenBy(
  document: Document,
  { context, userName, cluster }: Entry,
): { what: 'context' | 'cluster' | 'user'; name: string } | null {
  const leadsElsewhere = (name: unknown) => {
    const other = find(document, 'clusters', name);
    return other !== undefined && !sameAuthority(caOf(other), cluster['certificate-authority-data']);
  };
  const clusterOf = (item: YAMLMap | undefined) => item?.getIn(['context', 'cluster']);
  const ours = find(document, 'contexts', context);
  if (ours !== undefined && leadsElsewhere(clusterOf(ours))) return { what: 'context', name: context };
  if (leadsElsewhere(context)) return { what: 'cluster', name: context };
  const borrowed = itemsOf(document, 'contexts').some(
    item =>
      item.get('name') !== context &&
      item.getIn(['context', 'user']) === userName &&
      leadsElsewhere(clusterOf(item)),
  );
  return borrowed ? { what: 'user', name: userName } : null;
}

/** An authority that lies in a file of its own is not compared: it counts as another. */
function caOf(item: YAMLMap): unknown {
  return item.getIn(['cluster', 'certificate-authority-data']);
}

function sameAuthority(a: unknown, b: unknown): boolean {
  const plain = (value: unknown) => String(value).replaceAll(/\s/g, '');
  return a !== undefined && a !== null && plain(a) === plain(b);
}

function itemsOf(document: Document, list: string): YAMLMap[] {
  const items = document.get(list);
  return isSeq(items) ? items.items.filter(item => isMap(item)) : [];
}

function find(document: Document, list: string, name: unknown): YAMLMap | undefined {
  return itemsOf(document, list).find(item => item.get('name') === name);
}

function put(document: Document, list: string, name: string, key: string, value: object): void {
  const item = find(document, list, name);
  if (item !== undefined) {
    item.set(key, document.createNode(value));
    return;
  }
  // kubectl writes `clusters: null` or `[]` where there are none.
  const items = document.get(list);
  const made = document.createNode({ name, [key]: value });
  if (isSeq(items) && items.items.length > 0) items.add(made);
  else {
    const fresh = new YAMLSeq(document.schema);
    fresh.add(made);
    document.set(list, fresh);
  }
}

/** The way into one cluster, as three entries of a kubeconfig that belong together: cluster, user, context. */
import { isMap, isSeq } from 'yaml';
import { printKubernetesYaml, readKubernetesDocument } from '../../base/kubernetes-yaml.ts';

/** A mapping of a kubeconfig, as plain data. */
export type Stanza = Readonly<Record<string, unknown>>;

export interface Entry {
  /** Of the context and of the cluster. */
  context: string;
  /** Of the user: other clusters' administrators are called `kubernetes-admin` too. */
  userName: string;
  cluster: Stanza;
  user: Stanza;
}

/** What kubeadm calls the cluster in its file, and the entry under the new name and server; null: it is no kubeconfig. */
export function entryOf(
  text: string,
  context: string,
  server: string,
): { cluster: string; entry: Entry } | null {
  const document = readKubernetesDocument(text);
  if (document.errors.length > 0) return null;
  const first = (list: string) => {
    const items = document.get(list);
    const item = isSeq(items) ? items.items[0] : undefined;
    return isMap(item) ? (item.toJS(document) as Record<string, unknown>) : undefined;
  };
  const [cluster, user] = [first('clusters'), first('users')];
  if (cluster === undefined || user === undefined) return null;
  return {
    cluster: String(cluster['name']),
    entry: {
      context,
      userName: `${context}-admin`,
      cluster: { ...(cluster['cluster'] as Stanza), server },
      user: user['user'] as Stanza,
    },
  };
}

/** A kubeconfig of its own, in the form in which kubectl writes. */
export function printEntry({ context, userName, cluster, user }: Entry): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster }],
    contexts: [{ name: context, context: { cluster: context, user: userName } }],
    'current-context': context,
    users: [{ name: userName, user }],
  };
  return printKubernetesYaml([config], { indentSeq: false });
}

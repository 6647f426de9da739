/** Names of the ConfigMaps of a namespace, by a read that etcd's majority answers. */
import { sh, withShell } from '../../base/shell-text.ts';
import type { Reading } from '../../hosts/reading.ts';
import { KUBE_CLIENT } from '../kube-client.ts';

/**
 * Argument: the namespace. A list without a resource version is consistent: it holds whatever was acknowledged before
 * (Kubernetes API concepts, "resourceVersion for get and list").
 */
const TEXT = withShell(
  KUBE_CLIENT,
  sh`
kube get configmaps --namespace "$1" --chunk-size=0 -o jsonpath='{range .items[*]}{.metadata.name}{"\n"}{end}' || echo FAILED
`,
);

/** Null: the API gave no list. */
export function configMapsOf(namespace: string): Reading<string[] | null> {
  return {
    name: 'objects',
    text: TEXT,
    args: [namespace],
    parse: stdout => {
      const names = stdout.split('\n').filter(line => line !== '');
      return names.includes('FAILED') ? null : names;
    },
    simulate: () => null,
  };
}

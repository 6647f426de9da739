/** The HTTP proxy of a cluster as lines of containerd's unit: it fetches the images, and nobody else needs to. */
import type { ResolvedSpec } from '../../spec/resolved.ts';

/** Empty without a proxy; `except` are the cluster's own addresses, which never go through it. */
export function proxyEnvironment(proxy: ResolvedSpec['proxy'], except: readonly string[]): string {
  if (proxy === null) return '';
  const none = ['127.0.0.1', 'localhost', '.svc', '.cluster.local', ...except, ...proxy.except].join(',');
  const lines = [
    proxy.http === null ? [] : [`Environment="HTTP_PROXY=${proxy.http}"`],
    proxy.https === null ? [] : [`Environment="HTTPS_PROXY=${proxy.https}"`],
    [`Environment="NO_PROXY=${none}"`],
  ];
  return `${lines.flat().join('\n')}\n`;
}

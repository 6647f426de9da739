/** The HTTP proxy of a cluster as variables of those who fetch: apt the packages, containerd the images. */
import type { ResolvedSpec } from '../spec/resolved.ts';

/**
 * `NAME=value` each, in small letters: curl's custom, which Go and apt read too (apt.conf(5): what the host's own
 * configuration says of proxies counts before it). Empty without a proxy. The cluster itself is never asked for by one.
 */
export function proxyVariables({ proxy, hosts, endpoint, kubernetes }: ResolvedSpec): string[] {
  if (proxy === null) return [];
  const addresses = hosts.flatMap(({ address, nodeAddress }) => [address, nodeAddress]).sort();
  const networks = kubernetes === null ? [] : [kubernetes.podCidr, kubernetes.serviceCidr];
  const own = [endpoint.vip, ...endpoint.names, ...addresses, ...networks];
  const none = ['127.0.0.1', 'localhost', '.svc', '.cluster.local', ...new Set(own), ...proxy.except];
  return [
    ...(proxy.http === null ? [] : [`http_proxy=${proxy.http}`]),
    ...(proxy.https === null ? [] : [`https_proxy=${proxy.https}`]),
    `no_proxy=${none.join(',')}`,
  ];
}

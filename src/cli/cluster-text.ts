/** A first cluster.yaml: what a person has to say, with a word about each part. */
import { Document, type YAMLMap } from 'yaml';
import { API_VERSION, KIND } from '../spec/schema.ts';

export interface FirstWords {
  name: string;
  vip: string;
  controlPlanes: readonly string[];
  workers: readonly string[];
  /** Hosts that do nothing else; none: the control planes balance. */
  loadBalancers: readonly string[];
  /** Null: root. */
  sshUser: string | null;
  /** Null: the bundle's. */
  kubernetes: string | null;
}

/** Hosts are named cp1, w1 and lb1 in the order of their addresses in the lists. */
export function clusterText(words: FirstWords): string {
  const { name, vip, sshUser, kubernetes } = words;
  const hosts = [
    ...hostsOf(words.loadBalancers, 'lb', 'load-balancer', sshUser),
    ...hostsOf(words.controlPlanes, 'cp', 'control-plane', sshUser),
    ...hostsOf(words.workers, 'w', 'worker', sshUser),
  ];
  const document = new Document({
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { name },
    spec: {
      endpoint: { vip },
      availability: { failover: '1s' },
      hosts,
      ...(kubernetes === null ? {} : { kubernetes: { version: kubernetes } }),
    },
  });
  comment(document, ['metadata', 'name'], 'written on the hosts, and cannot change');
  comment(document, ['spec', 'endpoint', 'vip'], 'an address that no machine has; it moves between hosts');
  comment(document, ['spec', 'availability', 'failover'], 'the longest outage when a host is lost');
  for (const at of hosts.keys()) (document.getIn(['spec', 'hosts', at]) as YAMLMap).flow = true;
  document.commentBefore = ' Everything else has a default: barque validate --defaults';
  // Words that YAML would read as numbers (`1.36`) get their quotes from the library.
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function comment(document: Document, path: readonly string[], text: string): void {
  const node = document.getIn(path, true) as { comment?: string };
  node.comment = ` ${text}`;
}

function hostsOf(addresses: readonly string[], letters: string, role: string, sshUser: string | null) {
  return addresses.map((address, at) => ({
    name: `${letters}${at + 1}`,
    address,
    roles: [role],
    ...(sshUser === null ? {} : { ssh: { user: sshUser } }),
  }));
}

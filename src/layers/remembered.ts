/** What the hosts remember of their cluster together, those that the file does not name any more among them. */
import type { ClusterRecord } from '../base/record.ts';
import type { HostFacts } from '../facts/host-facts.ts';

export type RememberedHost = ClusterRecord['hosts'][number] & {
  /** VRRP's, of a balancer; null: none is known. */
  priority: number | null;
};

/**
 * Hosts that more than half of the records name. One record alone may be old: of a host that was away when another one
 * was removed. Roles and address are those of the first record that has the host.
 */
export function remembered(facts: readonly Pick<HostFacts, 'record'>[]): readonly RememberedHost[] {
  const records = facts.flatMap(({ record }) => (record === null ? [] : [record]));
  const named = new Map<string, { host: RememberedHost; count: number }>();
  for (const { hosts, chosen } of records) {
    for (const host of hosts) {
      const priority = chosen.priorities[host.name] ?? null;
      const known = named.get(host.name) ?? { host: { ...host, priority }, count: 0 };
      named.set(host.name, { ...known, count: known.count + 1 });
    }
  }
  return [...named.values()].filter(({ count }) => count * 2 > records.length).map(({ host }) => host);
}

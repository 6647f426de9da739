/** The operation that leaves hosts as they were before Barque came; what etcd wrote is kept aside. */
import type { DesiredChange } from '../plan/desired.ts';

/** A host that a run of this cluster has taken; nobody else has anything to be undone. */
export interface TakenHost {
  name: string;
  /** Whether Kubernetes and its containers there can only be this cluster's. */
  isNode: boolean;
}

/**
 * All hosts at once: nobody uses the cluster any more. On each, what runs goes before the files by which it runs, these
 * before the packages that brought them, and the memory of the cluster last, so that an interrupted reset is repeated.
 * The last part is planned as long as there is a claim, even where a run that died had come as far as that.
 */
export function reset(hosts: readonly TakenHost[]): DesiredChange[] {
  return hosts.flatMap(({ name, isNode }): DesiredChange[] => {
    const done = (what: string) => `${name}/${what}.gone`;
    return [
      {
        id: `${name}/kubernetes`,
        host: name,
        steps: [{ id: 'clear', verb: { do: 'kubernetes.clear', isNode } }],
        needs: [],
        gives: [done('kubernetes')],
      },
      {
        id: `${name}/files`,
        host: name,
        steps: [{ id: 'restore', verb: { do: 'ledger.restore' } }],
        needs: [done('kubernetes')],
        gives: [done('files')],
      },
      {
        id: `${name}/packages`,
        host: name,
        steps: [{ id: 'remove', verb: { do: 'package.remove' } }],
        needs: [done('files')],
        gives: [done('packages')],
      },
      {
        id: `${name}/record`,
        host: name,
        steps: [{ id: 'forget', verb: { do: 'host.forget' }, undoneByTaking: true }],
        needs: [done('packages')],
        gives: [done('memory')],
      },
    ];
  });
}

/** How a control plane becomes a voting member of etcd that stands: saved, admitted, started, promoted. */
import { digestOf, hexOf } from '../../base/digest.ts';
import type { DesiredChange, DesiredStep } from '../../plan/desired.ts';
import type { LayerInput } from '../layer.ts';
import {
  apiserverReady,
  authoritiesThere,
  kubernetesReady,
  memberAdmitted,
  memberLeft,
  planeStarted,
  runtimeReady,
  snapshotKept,
} from '../milestones.ts';
import type { ControlPlanes } from '../seat.ts';
import type { Admission } from './admission.ts';
import { clientUrlOf, peerUrlOf } from './patches.ts';

type HostOf = LayerInput['hosts'][number];

/** Id of the change that takes away the manifest of a member without a log. */
export function leaving(host: string): string {
  return `${host}/etcd-leaves`;
}

/**
 * One member at a time: the next is admitted when the one before votes. Before each, a snapshot on the seat and on the
 * newcomer: two hosts, and no other is sure to be there. `seatReady`: what the seat must have reached first.
 */
export function membership(
  { members }: LayerInput,
  { seat, hosts }: ControlPlanes,
  version: string,
  { host }: HostOf,
  admission: Admission,
  before: HostOf | undefined,
  seatReady: readonly string[],
): DesiredChange[] {
  const { name, nodeAddress } = host;
  const after = before === undefined ? [] : [apiserverReady(before.host.name)];
  const save: DesiredStep = {
    id: 'save',
    verb: {
      do: 'etcd.save',
      snapshot: `before-${name}-${hexOf(digestOf(members ?? [])).slice(0, 12)}`,
      endpoint: clientUrlOf(hosts.find(each => each.host.name === seat)!.host.nodeAddress),
      version,
    },
  };
  const vote: DesiredChange = {
    id: `${seat}/etcd-${name}-vote`,
    host: seat,
    steps: [
      {
        id: 'promote',
        verb: { do: 'etcd.promote', members: [name] },
        undoneBy: [`${seat}/etcd-${name}/admit`],
      },
      { id: 'ready', verb: { do: 'gate', check: 'apiserver', address: nodeAddress } },
    ],
    needs: [planeStarted(name), ...seatReady],
    gives: [apiserverReady(name)],
  };
  if (admission.is !== 'admitted') return [vote];
  const { remove } = admission;
  return [
    {
      id: leaving(name),
      host: name,
      steps: [{ id: 'leave', verb: { do: 'etcd.leave' } }],
      needs: [],
      gives: [memberLeft(name)],
    },
    {
      id: `${name}/etcd-saved`,
      host: name,
      steps: [save],
      needs: [authoritiesThere(name), kubernetesReady(name), ...seatReady, ...after],
      gives: [snapshotKept(name)],
    },
    {
      id: `${seat}/etcd-${name}`,
      host: seat,
      steps: [
        save,
        { id: 'admit', verb: { do: 'etcd.admit', member: name, peerUrl: peerUrlOf(nodeAddress), remove } },
      ],
      needs: [
        ...seatReady,
        memberLeft(name),
        runtimeReady(name),
        kubernetesReady(name),
        snapshotKept(name),
        ...after,
      ],
      gives: [memberAdmitted(name)],
    },
    vote,
  ];
}

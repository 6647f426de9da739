/** Findings about who hears whose adverts. */
import type { Finding } from '../finding.ts';
import { sharesVip } from '../groups.ts';
import { differing, instancesOf, lineOf } from '../instances.ts';
import { blockOf, get, type Instance } from '../keepalived.ts';

const idsDiffer: Finding = {
  id: 'router-ids-differ',
  severity: 'error',
  title: 'One VIP has two router ids',
  find: model =>
    differing(model, 'virtual_router_id', (one, first) =>
      one.routerId === first.routerId || !sharesVip(one, first)
        ? null
        : {
            reason: `${one.routerId || 'none'} here, ${first.routerId || 'none'} in ${first.file}, for the same VIP: each is alone in its group, and both hold it.`,
            remedy: 'Write the same virtual_router_id on all hosts that carry this VIP.',
          },
    ),
};

const idShared: Finding = {
  id: 'router-id-shared',
  severity: 'error',
  title: 'Two VIPs have one router id',
  find: model => {
    const all = instancesOf(model);
    return all.flatMap((one, at) => {
      const other = all
        .slice(0, at)
        .find(
          each =>
            each.routerId === one.routerId &&
            one.routerId !== '' &&
            each.interface === one.interface &&
            (each.file === one.file || (each.peers === null && one.peers === null)) &&
            !sharesVip(each, one) &&
            family(each) === family(one),
        );
      if (other === undefined) return [];
      return [
        {
          file: one.file,
          line: lineOf(one, 'virtual_router_id'),
          reason: `${other.name} in ${other.file} has ${one.routerId} on the same link for other addresses: they take each other for peers, and one of the VIPs is not carried (openshift/installer#2966).`,
          remedy:
            'Give each VIP an id that nobody else has on this link: listen with `tcpdump -ni any proto 112`.',
        },
      ];
    });
  },
};

function family({ vips }: Instance): 'v4' | 'v6' {
  return vips[0]?.address.includes(':') === true ? 'v6' : 'v4';
}

const peersDoNotMatch: Finding = {
  id: 'unicast-peers-do-not-match',
  severity: 'error',
  title: 'A host is missing in another’s list of peers',
  find: ({ groups }) =>
    groups.flatMap(group =>
      group.flatMap(one => {
        if (one.peers === null) return [];
        const missing = group.filter(
          ({ file, peers, sourceAddress }) =>
            file !== one.file &&
            peers !== null &&
            sourceAddress !== null &&
            !one.peers!.some(({ address }) => address === sourceAddress),
        );
        return missing.map(({ sourceAddress, file }) => ({
          file: one.file,
          line: lineOf(one, 'unicast_peer'),
          reason: `${sourceAddress} (${file}) is not listed, so it never hears this host and becomes master beside it.`,
          remedy: `Add ${sourceAddress} to unicast_peer.`,
        }));
      }),
    ),
};

const ownPeer: Finding = {
  id: 'own-address-as-peer',
  severity: 'warning',
  title: 'A host is its own peer',
  find: model =>
    instancesOf(model).flatMap(({ file, peers, sourceAddress }) =>
      (peers ?? [])
        .filter(({ address }) => address === sourceAddress)
        .map(({ line }) => ({
          file,
          line,
          reason:
            'It sends its adverts to itself, too: a list that was copied to every host, in which one’s own address has to be left out.',
          remedy: 'Remove this line.',
        })),
    ),
};

const unicastAndMulticast: Finding = {
  id: 'unicast-and-multicast',
  severity: 'error',
  title: 'One host sends to peers, another to all',
  find: model =>
    differing(model, 'unicast_peer', (one, first) =>
      (one.peers === null) === (first.peers === null)
        ? null
        : {
            reason: `${one.peers === null ? 'Multicast' : 'Unicast'} here, ${first.peers === null ? 'multicast' : 'unicast'} in ${first.file}: they listen on different sockets, do not hear each other, and both are masters.`,
            remedy: 'Write unicast_src_ip and unicast_peer on every host.',
          },
    ),
};

const multicast: Finding = {
  id: 'multicast',
  severity: 'advice',
  title: 'Adverts go by multicast',
  find: model => {
    const together = new Set(model.groups.filter(({ length }) => length > 1).flat());
    return (
      instancesOf(model)
        .filter(({ peers }) => peers === null)
        // One file without peers may be that of a host that is alone.
        .filter(
          each => together.has(each) || each.state === 'MASTER' || get(each.lines, 'mcast_src_ip') !== null,
        )
        .map(({ file, line }) => ({
          file,
          line,
          reason:
            'Switches that filter multicast, clouds and some hypervisors drop them without a word, and then every host holds the VIP.',
          remedy: 'Write `unicast_src_ip` with this host’s address and `unicast_peer` with the others’.',
        }))
    );
  },
};

const emptyPeers: Finding = {
  id: 'empty-unicast-peers',
  severity: 'error',
  title: 'The list of peers is empty',
  find: model =>
    instancesOf(model)
      .filter(({ peers }) => peers?.length === 0)
      .map(instance => ({
        file: instance.file,
        line: lineOf(instance, 'unicast_peer'),
        reason:
          'Keepalived falls back to multicast without asking, or sends to nobody and holds the VIP alone.',
        remedy: 'List the other hosts, and write `unicast_fault_no_peer`.',
      })),
};

const noSource: Finding = {
  id: 'no-unicast-source',
  severity: 'advice',
  title: 'Keepalived guesses from which address it sends',
  find: model =>
    instancesOf(model)
      .filter(({ peers, lines }) => peers !== null && get(lines, 'unicast_src_ip') === null)
      .map(instance => ({
        file: instance.file,
        line: lineOf(instance, 'unicast_peer'),
        reason:
          'It takes the first address of the interface: with a second one, or after a change of the network, peers get adverts from an address that they do not list.',
        remedy: 'Write `unicast_src_ip` with the address that the peers list.',
      })),
};

const authDiffers: Finding = {
  id: 'authentication-differs',
  severity: 'error',
  title: 'Hosts do not agree on the password',
  find: model =>
    differing(model, 'authentication', (one, first) =>
      one.version === 3 || password(one) === password(first)
        ? null
        : {
            reason: `${first.file} has another auth_type or auth_pass (8 characters count): each drops the other’s adverts, and both are masters.`,
            remedy: 'Write the same everywhere, or use version 3, which has none.',
          },
    ),
};

function password({ lines }: Instance): string {
  const auth = blockOf(lines, 'authentication');
  return [get(auth, 'auth_type')?.words[1] ?? '', (get(auth, 'auth_pass')?.words[1] ?? '').slice(0, 8)].join(
    ' ',
  );
}

const clearText: Finding = {
  id: 'clear-text-authentication',
  severity: 'advice',
  title: 'The password is no protection',
  find: model =>
    instancesOf(model)
      .filter(({ lines }) => get(lines, 'authentication') !== null)
      .map(instance => ({
        file: instance.file,
        line: lineOf(instance, 'authentication'),
        reason:
          instance.version === 3
            ? 'Version 3 has no authentication: this block is ignored.'
            : 'It travels in clear text in each packet, and only 8 characters of it count; the protocol gave it up in 2004.',
        remedy: 'Remove it, and let the firewall take protocol 112 from the peers only.',
      })),
};

export const PEERS: readonly Finding[] = [
  idsDiffer,
  idShared,
  peersDoNotMatch,
  ownPeer,
  unicastAndMulticast,
  multicast,
  emptyPeers,
  noSource,
  authDiffers,
  clearText,
];

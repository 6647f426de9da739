/** Findings about who hears whose adverts, and which addresses are carried. */
import type { Finding, LintModel } from '../finding.ts';
import { sharesVip } from '../groups.ts';
import { blockOf, get, type Instance } from '../keepalived.ts';
import { differing, lineOf } from './election.ts';

function instancesOf({ keepalived }: LintModel): Instance[] {
  return keepalived.flatMap(({ instances }) => instances);
}

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

const vipsDiffer: Finding = {
  id: 'vips-differ',
  severity: 'error',
  title: 'Hosts do not carry the same addresses',
  find: model =>
    differing(model, 'virtual_ipaddress', (one, first) =>
      addresses(one) === addresses(first) || one.routerId !== first.routerId
        ? null
        : {
            reason: `${addresses(one) || 'None'} here, ${addresses(first) || 'none'} in ${first.file}: after a takeover some are gone.`,
            remedy: 'Write the same virtual_ipaddress on every host of this router id.',
          },
    ),
};

function addresses({ vips }: Instance): string {
  return vips
    .map(({ address }) => address)
    .sort()
    .join(', ');
}

const noVip: Finding = {
  id: 'no-vip',
  severity: 'error',
  title: 'The instance carries no address',
  find: model =>
    instancesOf(model)
      .filter(({ vips }) => vips.length === 0)
      .map(({ file, line }) => ({
        file,
        line,
        reason: 'There is nothing to take over.',
        remedy: 'Write the VIP in virtual_ipaddress.',
      })),
};

const vipPrefix: Finding = {
  id: 'vip-prefix',
  severity: 'advice',
  title: 'The VIP may become a source address',
  find: model =>
    instancesOf(model).flatMap(({ file, vips }) =>
      vips
        .filter(({ prefix, address }) => prefix !== null && prefix !== (address.includes(':') ? 128 : 32))
        .map(({ line, prefix, address }) => ({
          file,
          line,
          reason: `With /${prefix} the kernel may send from it, and kubelets and CNIs may take it for the host’s address (projectcalico/calico#5094).`,
          remedy: `Write ${address}/${address.includes(':') ? 128 : 32} with its dev.`,
        })),
    ),
};

const otherLink: Finding = {
  id: 'adverts-on-another-link',
  severity: 'warning',
  title: 'Adverts go over another link than clients',
  find: model =>
    instancesOf(model).flatMap(instance =>
      instance.vips
        .filter(({ dev }) => dev !== null && instance.interface !== '' && dev !== instance.interface)
        .filter(
          ({ dev }) => !instance.trackers.some(({ kind, name }) => kind === 'interface' && name === dev),
        )
        .map(({ line, dev }) => ({
          file: instance.file,
          line,
          reason: `The VIP is on ${dev}, adverts on ${instance.interface}: when ${dev} fails nobody notices, and when ${instance.interface} fails both hold the VIP (acassen/keepalived#408).`,
          remedy: `Use one interface, or a bond, for both; at least write ${dev} in track_interface.`,
        })),
    ),
};

const vmac: Finding = {
  id: 'use-vmac',
  severity: 'advice',
  title: 'A virtual MAC needs a willing network',
  find: model =>
    instancesOf(model)
      .filter(({ lines }) => get(lines, 'use_vmac') !== null)
      .map(instance => ({
        file: instance.file,
        line: lineOf(instance, 'use_vmac'),
        reason:
          'Hypervisors drop frames of a MAC that they did not give, unless promiscuous mode and forged transmits are allowed (acassen/keepalived#921).',
        remedy: 'Remove it unless a switch ignores gratuitous ARP.',
      })),
};

const strict: Finding = {
  id: 'vrrp-strict',
  severity: 'error',
  title: 'vrrp_strict makes the VIP unreachable',
  find: ({ keepalived }) =>
    keepalived.flatMap(({ file, global }) => {
      const line = get(global, 'vrrp_strict')?.line;
      if (line === undefined) return [];
      return [
        {
          file,
          line,
          reason:
            'By the letter of the protocol only an owner answers for its address: Keepalived drops packets to the VIP by the firewall, and refuses unicast peers (keepalived.conf(5), vrrp_strict).',
          remedy: 'Remove it.',
        },
      ];
    }),
};

const noRefresh: Finding = {
  id: 'no-garp-refresh',
  severity: 'advice',
  title: 'A neighbour that learned wrongly stays wrong',
  find: ({ keepalived }) =>
    keepalived
      .filter(({ instances }) => instances.length > 0)
      .filter(
        ({ global, instances }) =>
          get(global, 'vrrp_garp_master_refresh') === null &&
          instances.some(({ lines }) => get(lines, 'garp_master_refresh') === null),
      )
      .map(({ file, globalLine }) => ({
        file,
        line: globalLine,
        reason:
          'The holder announces the VIP once when it takes it. After two held it for a moment, the last one heard stays in every neighbour’s table (acassen/keepalived#166).',
        remedy: 'Write `vrrp_garp_master_refresh 30` and `vrrp_garp_master_refresh_repeat 1` in global_defs.',
      })),
};

const noPriority: Finding = {
  id: 'no-realtime',
  severity: 'advice',
  title: 'A busy host loses the VIP without a fault',
  find: ({ keepalived }) =>
    keepalived
      .filter(({ instances }) => instances.some(({ advertMs }) => advertMs < 1000))
      .filter(
        ({ global }) => get(global, 'vrrp_rt_priority') === null && get(global, 'vrrp_priority') === null,
      )
      .map(({ file, globalLine }) => ({
        file,
        line: globalLine,
        reason:
          'Late scheduling is the first cause of takeovers that nobody needed (acassen/keepalived#2066), and adverts here come several times a second.',
        remedy: 'Write `vrrp_rt_priority 50`, `vrrp_rlimit_rttime 100000` and `vrrp_no_swap` in global_defs.',
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
  vipsDiffer,
  noVip,
  vipPrefix,
  otherLink,
  vmac,
  strict,
  noRefresh,
  noPriority,
];

/** Findings about the addresses that are carried, and how they stand in the network. */
import type { Finding } from '../finding.ts';
import { differing, instancesOf, lineOf } from '../instances.ts';
import { get, type Instance } from '../keepalived.ts';

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

const noRealtime: Finding = {
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

export const ADDRESSES: readonly Finding[] = [
  vipsDiffer,
  noVip,
  vipPrefix,
  otherLink,
  vmac,
  strict,
  noRefresh,
  noRealtime,
];

/** Checks of the VIP and of VRRP on the wire. */
import {
  type Check,
  type CheckInput,
  type Finding,
  failed,
  known,
  perHost,
  unknown,
  type Verdict,
  warning,
} from './check.ts';
import { isBalancer } from './parts.ts';

export const VIP_FREE: Check = {
  id: 'vip-free',
  title: 'nobody else has the VIP',
  why: 'With a second machine at the address clients reach one or the other, by chance of their ARP caches.',
  needs: ['claimed', 'network', 'identity', 'state'],
  judge: input => {
    const { vip } = input.spec.endpoint;
    const holders = holdersOf(input);
    const verdicts: Verdict[] = holders
      .filter(({ ours }) => !ours)
      .map(({ name, iface, prefix }) => ({
        ...failed(
          `${name} has ${vip} on ${iface}, and Barque did not put it there`,
          `Take it away, also from its network configuration, or choose another VIP:\n\n  ip address del ${vip}/${prefix} dev ${iface}`,
        ),
        hosts: [name],
      }));
    const own = holders.filter(({ ours }) => ours).map(({ name }) => name);
    if (own.length > 1) {
      verdicts.push({
        ...failed(
          `${own.join(' and ')} both have ${vip}`,
          'They do not hear each other’s adverts: see the check reach-vrrp.',
        ),
        hosts: own,
      });
    }
    const strangers = new Map<string, string[]>();
    for (const { host, fact } of known(input, 'claimed')) {
      for (const { mac } of (fact ?? []).filter(({ address }) => address === vip)) {
        if (holders.some(({ macs }) => macs.includes(mac))) continue;
        strangers.set(mac, [...(strangers.get(mac) ?? []), host.name]);
      }
    }
    for (const [mac, seenBy] of strangers) {
      const finding = failed(
        `the machine with the hardware address ${mac} answers for ${vip}`,
        'Choose a VIP that nobody has, outside of every DHCP range; or take it from that machine.',
      );
      verdicts.push({ ...finding, hosts: seenBy });
    }
    if (verdicts.length > 0) return verdicts;
    return perHost(
      input,
      ['claimed', 'network', 'identity', 'state'],
      (_host, { claimed }) => (claimed === null ? unknown('the host could not ask') : null),
      isBalancer,
    );
  },
};

function holdersOf(input: CheckInput) {
  const { vip } = input.spec.endpoint;
  return input.hosts.flatMap(({ host, facts }) => {
    const held = facts.network?.addresses.find(({ address }) => address === vip);
    if (held === undefined) return [];
    const ours = facts.state?.standing === 'ours' && isBalancer(host);
    return [
      {
        name: host.name,
        iface: held.interface,
        prefix: held.prefix,
        ours,
        macs: facts.identity?.macs ?? [],
      },
    ];
  });
}

export const VIP_INTERFACE: Check = {
  id: 'vip-interface',
  title: 'the VIP belongs to a network of every balancer',
  why: 'Keepalived announces it by ARP, which reaches only machines of the same wire.',
  needs: ['network'],
  judge: input =>
    perHost(
      input,
      ['network'],
      (host, { network }) => {
        const { vip } = input.spec.endpoint;
        // On its holder the way leads to itself.
        if (network.vipInterface === 'lo') return null;
        if (network.vipInterface === '' || network.vipGateway) {
          return failed(
            network.vipInterface === ''
              ? `there is no way to ${vip}`
              : `packets for ${vip} leave by a gateway (${network.vipInterface})`,
            'Choose a VIP from the network of the balancers’ own addresses.',
          );
        }
        const own = network.addresses.find(({ address }) => address === host.address)?.interface;
        const carrier = host.interface ?? own;
        if (carrier === undefined || carrier === network.vipInterface) return null;
        return warning(
          `${vip} belongs to ${network.vipInterface} by the routes, and Keepalived will put it onto ${carrier}`,
          `Set interface: ${network.vipInterface} for ${host.name} in the file, or choose another VIP.`,
        );
      },
      isBalancer,
    ),
};

export const FOREIGN_VRRP: Check = {
  id: 'vrrp-router-id',
  title: 'no other VRRP router has our id',
  why: 'Two groups with one id on a wire depose each other: each takes the other’s adverts for its own.',
  needs: ['adverts', 'state'],
  judge: input => {
    const own = new Map(input.hosts.map(({ host }) => [host.address, host.name]));
    const heardIds = new Set(
      known(input, 'adverts').flatMap(({ fact }) =>
        (fact ?? []).map(({ virtualRouterId }) => virtualRouterId),
      ),
    );
    const id = input.expected.virtualRouterId;
    return perHost(
      input,
      ['adverts', 'state'],
      (_host, { adverts }) => {
        if (adverts === null) return unknown('the host could not listen');
        return adverts.flatMap((advert): Finding[] => {
          const sender = own.get(advert.source);
          const standing = input.hosts.find(({ host }) => host.name === sender)?.facts.state?.standing;
          if (standing === 'ours') return [];
          const who = sender === undefined ? advert.source : `${sender} (${advert.source})`;
          const what = `${who} sends adverts with the router id ${advert.virtualRouterId} for ${advert.addresses.join(', ') || 'no address'}`;
          if (advert.addresses.includes(input.spec.endpoint.vip)) {
            return [failed(what, 'That is our VIP: choose another, or stop Keepalived there.')];
          }
          if (advert.virtualRouterId === id) {
            return [
              failed(
                what,
                `Take a free one in the file:\n\n  loadBalancer:\n    virtualRouterId: ${freeId(id, heardIds)}`,
              ),
            ];
          }
          if (sender === undefined) return [];
          return [
            warning(
              what,
              `Barque writes its own keepalived.conf on ${sender}; what runs there now ends by it.`,
            ),
          ];
        });
      },
      isBalancer,
    );
  },
};

/** The next one that was not heard; 1 to 255. */
function freeId(taken: number, heard: ReadonlySet<number>): number {
  for (let step = 1; step < 255; step += 1) {
    const id = ((taken - 1 + step) % 255) + 1;
    if (!heard.has(id)) return id;
  }
  return taken;
}

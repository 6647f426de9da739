/** Checks of a host's network: its routes, its packet size, and who would take addresses away. */
import { holds, overlap, parseNetwork } from '../spec/ipv4.ts';
import { type Check, type Finding, failed, known, perHost, warning } from './check.ts';
import { isBalancer, isNode } from './parts.ts';

export const DEFAULT_ROUTE: Check = {
  id: 'default-route',
  title: 'every host has a default route',
  why: 'kubelet and kube-proxy take the interface of the default route where nothing else decides; without one kubeadm stops.',
  needs: ['network'],
  judge: input =>
    perHost(
      input,
      ['network'],
      (_host, { network }) =>
        network.routes.some(({ to }) => to === 'default')
          ? null
          : warning('there is no default route', 'Add one, if only to a router that leads nowhere.'),
      host => isNode(input.spec, host),
    ),
};

export const MTU: Check = {
  id: 'mtu',
  title: 'packets of one size pass between all hosts',
  why: 'Where one card takes jumbo frames and another does not, small packets pass and large ones vanish: pods connect and then hang.',
  needs: ['state'],
  judge: input => {
    const sizes = known(input, 'state').map(({ fact }) => fact.facts.mtu);
    const usual = [...Map.groupBy(sizes, size => size)].sort((a, b) => b[1].length - a[1].length)[0]?.[0];
    return perHost(input, ['state'], (_host, { state: { facts } }): Finding => {
      // The check `address` speaks of a host without the interface.
      if (facts.mtu === null) return null;
      if (facts.mtu < SMALLEST_MTU) {
        return failed(
          `${facts.mtu} bytes on the interface of its address`,
          'Raise it: vxlan takes 50 bytes, and IPv6 needs 1280 inside of it.',
        );
      }
      if (facts.mtu === usual) return null;
      return warning(
        `${facts.mtu} bytes, where most hosts have ${usual}`,
        'Give all interfaces of one network the same size.',
      );
    });
  },
};

/** IPv6's smallest (RFC 8200, 5) and vxlan's 50 bytes. */
const SMALLEST_MTU = 1330;

export const ADDRESS_MANAGER: Check = {
  id: 'address-manager',
  title: 'no network manager takes the VIP away',
  why: 'A network daemon that restarts, as after an unattended upgrade, removes addresses and routes that it did not set. Barque tells systemd-networkd to leave them; others it does not know.',
  needs: ['network'],
  judge: input =>
    perHost(
      input,
      ['network'],
      (_host, { network: { managers } }) => {
        const findings: Finding[] = [];
        if (managers.includes('NetworkManager')) {
          findings.push(
            warning(
              'NetworkManager runs: a change of the connection takes the VIP away, and Keepalived does not always notice',
              'Keep it from the interface (unmanaged-devices=interface-name:… in /etc/NetworkManager/conf.d), and configure that by systemd-networkd or ifupdown.',
            ),
          );
        }
        if (managers.includes('netplan')) {
          findings.push(
            warning(
              'netplan writes the network’s configuration: netplan apply on the holder takes the VIP away for a moment',
              'Move the VIP first whenever you run netplan apply there.',
            ),
          );
        }
        return findings;
      },
      isBalancer,
    ),
};

export const NETWORK_OVERLAP: Check = {
  id: 'network-overlap',
  title: 'the cluster’s networks are nobody else’s',
  why: 'Where a host’s route covers pods or Services, their packets go elsewhere; what has those addresses outside cannot be reached from pods.',
  needs: ['network', 'state'],
  judge: input => {
    const { kubernetes } = input.spec;
    if (kubernetes === null)
      return [{ is: 'not-applicable', hosts: [], evidence: 'there is no Kubernetes in it', remedy: null }];
    const networks = [kubernetes.podCidr, kubernetes.serviceCidr].map(text => parseNetwork(text)!);
    return perHost(
      input,
      ['network', 'state'],
      (_host, { network: { routes, addresses }, state }) => {
        const own = state.standing === 'ours';
        return networks.flatMap(network => [
          ...routes
            .filter(({ interface: name }) => !(own && OWN_INTERFACES.test(name)))
            .filter(({ to }) => {
              const of = parseNetwork(to.includes('/') ? to : `${to}/32`);
              return of !== null && overlap(of, network);
            })
            .map(({ to, interface: name }) =>
              failed(`the route to ${to} by ${name} meets ${network.text}`, REMEDY),
            ),
          ...addresses
            .filter(({ interface: name, prefix }) => prefix === 32 && !(own && OWN_INTERFACES.test(name)))
            .filter(({ address }) => holds(network, address))
            .map(({ address }) => failed(`its address ${address} lies in ${network.text}`, REMEDY)),
        ]);
      },
      host => isNode(input.spec, host),
    );
  },
};

const REMEDY =
  'Choose other networks in the file (network.pods, network.services): they cannot be changed later.';

/** What flannel, bridge and kube-proxy make. */
const OWN_INTERFACES = /^(cni|flannel|veth|kube-ipvs|lo)/;

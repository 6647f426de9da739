/** Checks of what must differ from host to host: cloned machines share it. */
import type { Check, CheckInput, Verdict } from './check.ts';
import { failed, known, perHost } from './check.ts';

export const MACHINE_ID: Check = {
  id: 'machine-id',
  title: 'every host has a machine-id of its own',
  why: 'DHCP leases, journals and kubelet’s identity follow it; clones that share one are taken for one machine.',
  needs: ['identity'],
  judge: input =>
    shared(input, ({ machineId }) => [machineId], {
      what: 'machine-id',
      remedy:
        'On all but one of them: rm /etc/machine-id /var/lib/dbus/machine-id; systemd-machine-id-setup; reboot',
    }),
};

export const HOSTNAME: Check = {
  id: 'hostname',
  title: 'every host has a hostname of its own',
  why: 'Logs and certificates name hosts by it, and people do.',
  needs: ['identity'],
  judge: input =>
    shared(input, ({ hostname }) => [hostname], {
      what: 'hostname',
      remedy: 'Name each by its name in the file: hostnamectl set-hostname NAME',
    }),
};

export const PRODUCT_UUID: Check = {
  id: 'product-uuid',
  title: 'every firmware has an id of its own',
  why: 'Kubernetes takes it for the machine’s identity; cloned virtual machines may share it.',
  needs: ['identity'],
  judge: input =>
    shared(input, ({ productUuid }) => [productUuid], {
      what: 'product_uuid',
      remedy: 'Let the hypervisor give each clone a new UUID.',
    }),
};

export const MAC: Check = {
  id: 'mac',
  title: 'every network card has an address of its own',
  why: 'Two machines with one hardware address on a wire lose each other’s packets, now and then.',
  needs: ['identity'],
  judge: input =>
    shared(input, ({ macs }) => macs, {
      what: 'hardware address',
      remedy: 'Let the hypervisor give each clone a new one.',
    }),
};

export const ADDRESS: Check = {
  id: 'address',
  title: 'every host has the address that the file says',
  why: 'etcd and the apiserver bind to it; behind a translation nobody could reach them.',
  needs: ['network'],
  judge: input =>
    perHost(input, ['network'], (host, { network: { addresses } }) =>
      [...new Set([host.nodeAddress, ...(host.roles.includes('load-balancer') ? [host.address] : [])])]
        .filter(address => !addresses.some(each => each.address === address))
        .map(address =>
          failed(
            `no interface has ${address}; there are ${addresses
              .filter(each => each.interface !== 'lo')
              .map(each => `${each.address} (${each.interface})`)
              .join(', ')}`,
            'Correct address or nodeAddress in the file: it must be one of the host’s own.',
          ),
        ),
    ),
};

export const ADDRESS_UNIQUE: Check = {
  id: 'address-unique',
  title: 'nobody else has a host’s address',
  why: 'With two machines at one address connections break at random, on every ARP timeout.',
  needs: ['claimed'],
  judge: input =>
    perHost(input, ['claimed'], (host, { claimed }) => {
      if (claimed === null) return { is: 'unknown', evidence: 'the host could not ask', remedy: null };
      return claimed
        .filter(({ address }) => address === host.address || address === host.nodeAddress)
        .map(({ address, mac }) =>
          failed(
            `${mac} answers for ${address} too`,
            'Find that machine (its hardware address is in the switch’s table) and give one of them another address.',
          ),
        );
    }),
};

/** Those that share something that is not empty fail together. */
function shared(
  input: CheckInput,
  valuesOf: (fact: {
    machineId: string;
    hostname: string;
    productUuid: string;
    macs: readonly string[];
  }) => readonly string[],
  { what, remedy }: { what: string; remedy: string },
): Verdict[] {
  const owners = new Map<string, string[]>();
  for (const { host, fact } of known(input, 'identity')) {
    for (const value of valuesOf(fact)) {
      if (value === '') continue;
      owners.set(value, [...(owners.get(value) ?? []), host.name]);
    }
  }
  const twins = [...owners].filter(([, hosts]) => hosts.length > 1);
  const hit = new Set(twins.flatMap(([, hosts]) => hosts));
  const rest = perHost(
    input,
    ['identity'],
    () => null,
    host => !hit.has(host.name),
  ).filter(({ is }) => is !== 'not-applicable');
  return [
    ...twins.map(([value, hosts]): Verdict => ({ ...failed(`${what} ${value}`, remedy), hosts })),
    ...rest,
  ];
}

/** Networks that get in each other's way, or are too small for the hosts. */
import { DEFAULTS } from './defaults.ts';
import type { Problem } from './diagnostic.ts';
import type { Path, SpecDocument } from './document.ts';
import { addressText, holds, type Network, overlap, parseNetwork } from './ipv4.ts';
import { pathWords } from './schema-problems.ts';
import { found, list, member } from './written.ts';

/** kube-controller-manager gives each node a /24 (its default, --node-cidr-mask-size-ipv4). */
const NODE_PREFIX = 24;
/** kube-apiserver: "for 32-bit addresses, the mask must be >= 12". */
const LARGEST_SERVICES = 12;
/** kubeadm wants ten addresses; the tenth is CoreDNS's. */
const SMALLEST_SERVICES = 28;

/** Says nothing of a cluster without control planes, which has no such networks. */
export function networkProblems(document: SpecDocument): Problem[] {
  const spec = member(document.value, 'spec');
  const hosts = list(member(spec, 'hosts'));
  const isNode = (host: unknown) =>
    list(member(host, 'roles')).some(role => role === 'control-plane' || role === 'worker');
  const nodes = hosts.filter(isNode).length;
  if (!hosts.some(host => list(member(host, 'roles')).includes('control-plane'))) return [];
  const problems: Problem[] = [];
  const say = (summary: string, detail: string, path: Path, help = '') =>
    problems.push({ summary, detail, help, place: document.place(path, 'value') });

  const pods = networkAt(spec, 'pods', DEFAULTS.podCidr);
  const services = networkAt(spec, 'services', DEFAULTS.serviceCidr);
  for (const { network, path } of [pods, services]) {
    if (network === null || network.aligned) continue;
    const first = `${addressText(network.first)}/${network.prefix}`;
    say('This is no network', `${network.text} is an address inside ${first}.`, path, `write ${first}`);
  }
  if (pods.network !== null && services.network !== null && overlap(pods.network, services.network)) {
    say(
      'Two networks overlap',
      `services (${services.network.text}) and pods (${pods.network.text}) share addresses.`,
      services.written ? services.path : pods.path,
      'choose networks that are used nowhere else',
    );
  }
  const addresses = [
    { value: member(member(spec, 'endpoint'), 'vip'), path: ['spec', 'endpoint', 'vip'] as Path },
    ...found(hosts, 'address', ['spec', 'hosts']),
    ...found(hosts, 'nodeAddress', ['spec', 'hosts']),
  ];
  for (const { network, path, name } of [pods, services]) {
    if (network === null) continue;
    const inside = addresses.filter(({ value }) => typeof value === 'string' && holds(network, value));
    const first = inside[0];
    if (first === undefined) continue;
    const more = inside.length > 1 ? `, and ${inside.length - 1} more` : '';
    say(
      `The network of the ${name} holds the machines’ own addresses`,
      `${network.text} holds ${String(first.value)} (${pathWords(first.path)}${more}).`,
      path,
      `name another one: spec.network.${name}`,
    );
  }
  if (services.network !== null && services.network.prefix < LARGEST_SERVICES)
    say(
      'This network is too large',
      `The network of the services is at most a /${LARGEST_SERVICES}.`,
      services.path,
    );
  if (services.network !== null && services.network.prefix > SMALLEST_SERVICES)
    say(
      'This network is too small',
      `The network of the services is at least a /${SMALLEST_SERVICES}.`,
      services.path,
    );
  if (pods.network !== null) {
    const room = Math.floor(2 ** (NODE_PREFIX - pods.network.prefix));
    if (room < nodes) {
      say(
        'The network of the pods is too small',
        `${pods.network.text} has room for ${room === 1 ? '1 node' : `${room} nodes`} with a /${NODE_PREFIX} each; there are ${nodes}.`,
        pods.path,
        `a /${NODE_PREFIX - Math.ceil(Math.log2(nodes))} has room for ${2 ** Math.ceil(Math.log2(nodes))}`,
      );
    }
  }
  return problems;
}

function networkAt(
  spec: unknown,
  name: 'pods' | 'services',
  otherwise: string,
): { name: string; network: Network | null; path: Path; written: boolean } {
  const value = member(member(spec, 'network'), name);
  const written = value !== undefined;
  const text = written ? value : otherwise;
  return {
    name,
    network: typeof text === 'string' ? parseNetwork(text) : null,
    path: ['spec', 'network', name],
    written,
  };
}

/** Whether the endpoint’s port is another program’s already on a host that balances, by the roles that hosts will have. */
import { DEFAULTS } from './defaults.ts';
import type { Problem } from './diagnostic.ts';
import type { Path, SpecDocument } from './document.ts';
import { ALIVE_PORT, OWN_ETCD_PORT, takenPorts } from './ports.ts';
import { pathWords } from './schema-problems.ts';
import { list, member } from './written.ts';
import type { WrittenTarget } from './written-backend.ts';

/** What HAProxy itself listens for, in words; others are called by their names. */
const OWN_WORDS: Readonly<Record<number, string>> = {
  [ALIVE_PORT]: 'is where HAProxy tells Keepalived on loopback that it lives',
  [OWN_ETCD_PORT]: 'is where HAProxy tells itself on loopback which apiserver has lost its own etcd',
};

/** Hosts that are named before the rest is counted. */
const NAMED = 3;

export function portProblems(
  spec: unknown,
  backends: readonly WrittenTarget[],
  document: SpecDocument,
): Problem[] {
  const port = member(member(spec, 'endpoint'), 'port') ?? DEFAULTS.port;
  const clash = (
    detail: string,
    help = 'choose another port, such as 8443',
    path: Path = ['spec', 'endpoint', 'port'],
  ): Problem => ({
    summary: 'Two programs would have the same port',
    detail,
    help,
    place: document.place(path, 'value'),
  });
  const hosts = writtenHosts(list(member(spec, 'hosts')));
  const balancers = hosts.filter(({ part }) => part.isBalancer);
  const own = typeof port === 'number' ? OWN_WORDS[port] : undefined;
  if (own !== undefined) return [clash(`${port} ${own}.`)];
  const holders = new Map<string, string[]>();
  for (const { words, sshPort, part } of balancers) {
    const programs = takenPorts(part, true).filter(taken => taken.port === port);
    const names = [
      ...(sshPort === port ? ['the SSH server'] : []),
      ...programs.map(({ program }) => program),
    ];
    for (const name of names) holders.set(name, [...(holders.get(name) ?? []), words]);
  }
  return [
    ...[...holders].map(([program, names]) =>
      clash(`${String(port)} is taken by ${program} on ${some(names)}, where HAProxy is to have it.`),
    ),
    ...backends.flatMap((backend, at) =>
      backend.port === port && balancers.some(({ address }) => address === backend.address)
        ? [
            clash(
              `the backend ${backend.target} is the endpoint’s own port on a load balancer.`,
              'give the server another port, or the endpoint',
              ['spec', 'loadBalancer', 'backends', at],
            ),
          ]
        : [],
    ),
  ];
}

/** With the parts that they will have: where nobody is named a load balancer, the control planes are (resolve.ts). */
function writtenHosts(hosts: readonly unknown[]) {
  const roles = hosts.map(host => list(member(host, 'roles')));
  const isNamed = roles.some(each => each.includes('load-balancer'));
  const hasPlanes = roles.some(each => each.includes('control-plane'));
  return hosts.map((host, at) => {
    const isControlPlane = roles[at]!.includes('control-plane');
    const name = member(host, 'name');
    return {
      words: typeof name === 'string' ? name : pathWords(['spec', 'hosts', at]),
      address: member(host, 'address'),
      sshPort: member(member(host, 'ssh'), 'port') ?? DEFAULTS.sshPort,
      part: {
        isBalancer: isNamed ? roles[at]!.includes('load-balancer') : isControlPlane,
        isControlPlane,
        isNode: hasPlanes && (isControlPlane || roles[at]!.includes('worker')),
      },
    };
  });
}

function some(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return rest > 0 ? `${names.slice(0, NAMED).join(', ')} and ${rest} more` : names.join(', ');
}

/**
 * What no single value shows: doubled names and addresses, a VIP that is someone's, ports that clash.
 * Reads whatever is there, so that one run tells these together with the schema's problems.
 */
import { parseDuration } from '../base/duration.ts';
import type { Problem } from './diagnostic.ts';
import type { Path, SpecDocument } from './document.ts';
import { networkProblems } from './network-check.ts';
import { portProblems } from './port-check.ts';
import { roleProblems } from './role-check.ts';
import { pathWords } from './schema-problems.ts';
import { doubled, found, list, member } from './written.ts';
import { backendOf } from './written-backend.ts';

/** Below it adverts would come more often than hosts can be expected to send them; the equations decide finely. */
const SHORTEST_MS = 10;

export function crossCheck(document: SpecDocument): Problem[] {
  const spec = member(document.value, 'spec');
  const hosts = list(member(spec, 'hosts'));
  const names = found(hosts, 'name', ['spec', 'hosts']);
  const addresses = found(hosts, 'address', ['spec', 'hosts']);
  const nodeAddresses = hosts.flatMap((host, at) => {
    const written = member(host, 'nodeAddress');
    const value = written ?? member(host, 'address');
    const key = written === undefined ? 'address' : 'nodeAddress';
    return typeof value === 'string' ? [{ value, path: ['spec', 'hosts', at, key] }] : [];
  });
  const ownNodeAddresses = nodeAddresses.filter(({ path }) => path.at(-1) === 'nodeAddress');
  const backends = list(member(member(spec, 'loadBalancer'), 'backends')).map(backendOf);
  const backendPath = (at: number): Path => ['spec', 'loadBalancer', 'backends', at];
  const backendNames = backends.flatMap(({ name }, at) =>
    name === null ? [] : [{ value: name, path: backendPath(at) }],
  );
  const targets = backends.flatMap(({ target }, at) =>
    target === null ? [] : [{ value: target, path: backendPath(at) }],
  );
  const vip = member(member(spec, 'endpoint'), 'vip');
  const endpoint: Path = ['spec', 'endpoint', 'vip'];
  const problems: Problem[] = [];
  const say = (summary: string, detail: string, path: Path, help = '') =>
    problems.push({ summary, detail, help, place: document.place(path, 'value') });

  for (const [summary, all] of [
    ['Two hosts have the same name', names],
    ['Two hosts have the same address', addresses],
    ['Two nodes have the same address', nodeAddresses],
    ['Two backends have the same name', backendNames],
    ['This backend is listed twice', targets],
    [
      'This registry is listed twice',
      found(list(member(spec, 'registries')), 'name', ['spec', 'registries']),
    ],
  ] as const) {
    for (const [second, first] of doubled(all)) {
      // Two equal addresses are told as such.
      if (all === nodeAddresses && second.path.at(-1) === 'address' && first.path.at(-1) === 'address')
        continue;
      say(
        summary,
        `${second.value} is also at ${pathWords(first.path)} (line ${document.place(first.path, 'value').line}).`,
        second.path,
      );
    }
  }
  for (const { value, path } of [...addresses, ...ownNodeAddresses, { value: vip, path: endpoint }]) {
    const kind = unusable(value);
    if (kind !== null) say('This address cannot be a host’s', `${value} is ${kind}.`, path);
  }
  for (const { value, path } of [...addresses, ...ownNodeAddresses]) {
    if (value !== vip) continue;
    say(
      'The VIP is the address of a host',
      `${vip} belongs to ${pathWords(path.slice(0, -1))}.`,
      endpoint,
      'choose an address that no machine has: it moves between hosts',
    );
  }
  for (const [at, { target, address }] of backends.entries()) {
    if (address !== null && address === vip) {
      say(
        'The VIP stands in front of itself',
        `the backend ${target} is the VIP.`,
        backendPath(at),
        'backends are the servers behind the load balancers',
      );
    }
  }
  problems.push(...portProblems(spec, backends, document));
  problems.push(...durationProblems(member(spec, 'availability'), document));
  problems.push(...networkProblems(document), ...roleProblems(document));
  return problems;
}

function durationProblems(availability: unknown, document: SpecDocument): Problem[] {
  const problems: Problem[] = [];
  for (const key of ['failover', 'hang'] as const) {
    const text = member(availability, key);
    if (typeof text !== 'string') continue;
    const ms = parseDuration(text);
    const place = document.place(['spec', 'availability', key], 'value');
    if (ms !== null && ms < SHORTEST_MS) {
      problems.push({
        summary: 'This time is too short',
        detail: `${text} is below ${SHORTEST_MS}ms.`,
        help: 'a second is what clients notice',
        place,
      });
    }
    // The form with nothing but units is checked by the schema; what is left is a part of a millisecond or far too much.
    if (ms === null && /^[\d.smh]+$/.test(text)) {
      problems.push({
        summary: 'This time cannot be used',
        detail: `${text} is not a whole number of milliseconds.`,
        help: '',
        place,
      });
    }
  }
  return problems;
}

/** Why an IPv4 address can be no host's (RFC 6890, RFC 5771); null when it can. */
export function unusable(address: unknown): string | null {
  if (typeof address !== 'string') return null;
  const first = Number(address.split('.')[0]);
  if (first === 0) return '"this network"';
  if (first === 127) return 'loopback';
  if (first >= 240) return 'reserved';
  if (first >= 224) return 'multicast';
  return null;
}

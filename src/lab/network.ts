/** Network namespaces of a lab: the vantage with its switch, and one per machine with a cable to it. */
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { vantageAddress } from './addresses.ts';
import type { Machine } from './machine.ts';
import { BRIDGE, belongsToLab, machineNetns, macOf, portOf, vantageNetns } from './names.ts';
import { program } from './program.ts';

/** Where ip-netns(8) keeps namespaces by name. */
export const NETNS_FOLDER = '/run/netns';

/** Makes the vantage. `owner` is written on its switch, so that two state folders cannot take one name. */
export async function makeVantage(
  lab: string,
  subnet: string,
  owner: string,
  signal: AbortSignal,
): Promise<void> {
  const netns = vantageNetns(lab);
  await program(
    ['ip', '-batch', '-'],
    { attempted: 'make a network namespace', input: `netns add ${netns}\n` },
    signal,
  );
  // A bridge without an address of its own takes its lowest port's, so it would change as machines come and go.
  const mac = macOf(lab, BRIDGE);
  await inVantage(
    lab,
    [
      'link set lo up',
      `link add ${BRIDGE} address ${mac} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
      `link set ${BRIDGE} alias ${owner}`,
      `addr add ${vantageAddress(subnet)}/24 dev ${BRIDGE}`,
      `link set ${BRIDGE} up`,
    ],
    signal,
  );
}

/** Makes the namespaces of machines and plugs their cables in; what is left of earlier cables goes. */
export async function plugIn(lab: string, machines: readonly Machine[], signal: AbortSignal): Promise<void> {
  const old = new Set(await portsOf(lab, signal).then(ports => ports.map(port => port.name)));
  const adds = machines.map(machine => `netns add ${machineNetns(lab, machine.name)}\n`);
  await program(
    ['ip', '-batch', '-'],
    { attempted: 'make network namespaces', input: adds.join('') },
    signal,
  );
  await inVantage(
    lab,
    machines.flatMap(({ name }) => {
      const port = portOf(name);
      const peer = `peer name eth0 address ${macOf(lab, name)} netns ${machineNetns(lab, name)}`;
      return [
        ...(old.has(port) ? [`link del ${port}`] : []),
        `link add ${port} type veth ${peer}`,
        `link set ${port} master ${BRIDGE} up`,
      ];
    }),
    signal,
  );
}

/** Runs lines of ip(8) in the vantage, as one. */
export async function inVantage(lab: string, lines: readonly string[], signal: AbortSignal): Promise<void> {
  await program(
    ['ip', '-n', vantageNetns(lab), '-batch', '-'],
    { attempted: 'set up the lab’s network', input: `${lines.join('\n')}\n` },
    signal,
  );
}

export interface Port {
  name: string;
  up: boolean;
  /** What a fault wrote on it; empty otherwise. */
  alias: string;
}

/** Ports of the switch; none when there is no vantage. */
export async function portsOf(lab: string, signal: AbortSignal): Promise<Port[]> {
  if (!(await netnsNames()).includes(vantageNetns(lab))) return [];
  const text = await program(
    ['ip', '-n', vantageNetns(lab), '-j', 'link', 'show', 'type', 'veth'],
    { attempted: 'read the lab’s network' },
    signal,
  );
  const links = JSON.parse(text || '[]') as { ifname?: string; ifalias?: string; flags?: string[] }[];
  return links.flatMap(({ ifname, ifalias, flags }) =>
    ifname === undefined ? [] : [{ name: ifname, up: flags?.includes('UP') ?? false, alias: ifalias ?? '' }],
  );
}

/** The state folder that a running vantage belongs to; undefined when there is none or it is half made. */
export async function ownerOf(lab: string, signal: AbortSignal): Promise<string | undefined> {
  if (!(await netnsNames()).includes(vantageNetns(lab))) return undefined;
  const text = await program(
    ['ip', '-n', vantageNetns(lab), '-j', 'link', 'show'],
    { attempted: 'read the lab’s network' },
    signal,
  );
  const links = JSON.parse(text || '[]') as { ifname?: string; ifalias?: string }[];
  return links.find(link => link.ifname === BRIDGE)?.ifalias;
}

export async function netnsNames(): Promise<string[]> {
  return await readdir(NETNS_FOLDER).catch(() => []);
}

export async function netnsOfLab(lab: string): Promise<string[]> {
  return (await netnsNames()).filter(name => belongsToLab(name, lab));
}

export async function deleteNetns(names: readonly string[], signal: AbortSignal): Promise<void> {
  if (names.length === 0) return;
  const lines = names.map(name => `netns del ${name}\n`);
  await program(
    ['ip', '-batch', '-'],
    { attempted: 'remove network namespaces', input: lines.join('') },
    signal,
  );
}

/** Which of `among` (all processes of this host by default) stand in one of the namespaces. */
export async function pidsInNetns(names: readonly string[], among?: readonly number[]): Promise<number[]> {
  const wanted = new Set<string>();
  for (const name of names) {
    const found = await stat(join(NETNS_FOLDER, name)).catch(() => undefined);
    if (found !== undefined) wanted.add(`net:[${found.ino}]`);
  }
  if (wanted.size === 0) return [];
  const pids = among ?? (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async pid => ((await isIn(pid, wanted)) ? [pid] : [])));
  return found.flat();
}

async function isIn(pid: number, wanted: ReadonlySet<string>): Promise<boolean> {
  return wanted.has(await readlink(`/proc/${pid}/ns/net`).catch(() => ''));
}

/** Whether the address is configured in the namespace of process `pid`. */
export async function addressIsThere(pid: number, address: string): Promise<boolean> {
  return hasAddress(await readFile(`/proc/${pid}/net/fib_trie`, 'utf8').catch(() => ''), address);
}

export function hasAddress(fibTrie: string, address: string): boolean {
  return fibTrie.includes(`|-- ${address}\n`);
}

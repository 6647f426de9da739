/** Names of a lab's things on this host: everything the lab makes is found again by its name alone. */

import { digestOfText, hexOf } from '../base/digest.ts';
import { BarqueError } from '../base/errors.ts';

/** All namespaces, cgroups and nspawn machines of labs begin with it. */
const OURS = 'barque-';

/**
 * A lab's name becomes part of namespace and nspawn names (at most 64 characters with a machine's name) and of
 * paths. It holds no dot: the dot separates it from a machine's name, so no two labs can share a name.
 */
const LAB_NAME = /^[a-z]([a-z0-9-]{0,22}[a-z0-9])?$/;

/** Returns the name, or throws `usage` with the rule. */
export function checkedLabName(name: string): string {
  if (LAB_NAME.test(name)) return name;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'use the name of the lab',
    where: name,
    cameBack: 'a lab’s name has 1 to 24 lower-case letters, digits and hyphens and begins with a letter',
  });
}

/** The network namespace with the switch, from which the operator's programs reach the machines. */
export function vantageNetns(lab: string): string {
  return `${OURS}${lab}`;
}

/** Network namespace of a machine, and its name for systemd-nspawn. */
export function machineNetns(lab: string, machine: string): string {
  return `${OURS}${lab}.${machine}`;
}

/** The labs that network namespaces name, each once. */
export function labsOfNetns(names: readonly string[]): string[] {
  const labs = names
    .filter(name => name.startsWith(OURS))
    .map(name => name.slice(OURS.length).split('.')[0]!);
  return [...new Set(labs)].filter(name => LAB_NAME.test(name));
}

export function belongsToLab(name: string, lab: string): boolean {
  return name === vantageNetns(lab) || name.startsWith(`${vantageNetns(lab)}.`);
}

/** The vantage's end of a machine's cable; an interface name has at most 15 characters. */
export function portOf(machine: string): string {
  return `v-${machine}`;
}

/** The switch in the vantage. */
export const BRIDGE = 'br0';

/** A locally administered MAC address that stays the same when the machine comes back. */
export function macOf(lab: string, device: string): string {
  const hex = hexOf(digestOfText(`${lab}/${device}`));
  return ['02', ...[0, 2, 4, 6, 8].map(at => hex.slice(at, at + 2))].join(':');
}

/** `NAME/MACHINE` as typed; throws `usage` when it has another form. */
export function parseMachinePath(text: string): { lab: string; machine: string } {
  const [lab, machine, ...rest] = text.split('/');
  if (lab === undefined || machine === undefined || machine === '' || rest.length > 0) {
    throw new BarqueError({
      domain: 'usage',
      attempted: 'find the machine',
      where: text,
      cameBack: 'a machine is written NAME/MACHINE, as demo/cp1',
    });
  }
  return { lab: checkedLabName(lab), machine };
}

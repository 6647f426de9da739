/** Addresses of a lab: one /24 each below 10.77, a fixed place in it for every machine. */
import { BarqueError } from '../base/errors.ts';
import type { Role } from '../spec/resolved.ts';
import type { Machine, MachineCounts } from './machine.ts';

/** The first two octets of every lab; nothing outside the lab's own network namespaces carries them. */
const PREFIX = '10.77';

interface Kind {
  count: keyof MachineCounts;
  letters: string;
  roles: readonly Role[];
  /** Last octet of machine number 0; number 1 is the first. */
  base: number;
  /** As many as fit before the next kind begins. */
  most: number;
}

/** .1 is the vantage and .100 the VIP, so plain servers end at .99. */
const KINDS: readonly Kind[] = [
  { count: 'controlPlanes', letters: 'cp', roles: ['control-plane'], base: 10, most: 20 },
  { count: 'workers', letters: 'w', roles: ['worker'], base: 30, most: 20 },
  { count: 'loadBalancers', letters: 'lb', roles: ['load-balancer'], base: 50, most: 20 },
  { count: 'servers', letters: 's', roles: [], base: 70, most: 29 },
];

/** The machines of a lab in `subnet` (three octets); throws `usage` when there are none or too many. */
export function machinesOf(counts: MachineCounts, subnet: string): Machine[] {
  const machines: Machine[] = [];
  for (const kind of KINDS) {
    const count = counts[kind.count];
    if (!Number.isInteger(count) || count < 0 || count > kind.most) {
      throw new BarqueError({
        domain: 'usage',
        attempted: 'plan the lab',
        cameBack: `${count} machines named ${kind.letters}… were asked for; a lab holds 0 to ${kind.most} of them`,
      });
    }
    for (let n = 1; n <= count; n += 1) {
      const address = `${subnet}.${kind.base + n}`;
      machines.push({ name: `${kind.letters}${n}`, address, roles: kind.roles });
    }
  }
  if (machines.length === 0) {
    throw new BarqueError({
      domain: 'usage',
      attempted: 'plan the lab',
      cameBack: 'no machine was asked for',
      next: 'Ask for at least one, for example\n\n  barque lab up --load-balancers 2 --control-planes 0 --workers 0',
    });
  }
  return machines;
}

/** The first /24 that no other lab holds, as three octets; throws when all 254 are taken. */
export function freeSubnet(taken: readonly string[]): string {
  for (let n = 1; n <= 254; n += 1) {
    const subnet = `${PREFIX}.${n}`;
    if (!taken.includes(subnet)) return subnet;
  }
  throw new BarqueError({
    domain: 'unsupported-host',
    attempted: 'find addresses for the lab',
    cameBack: 'all 254 are taken by other labs',
    next: 'Take one down that is no longer needed:\n\n  barque lab list',
  });
}

export function vantageAddress(subnet: string): string {
  return `${subnet}.1`;
}

export function vipOf(subnet: string): string {
  return `${subnet}.100`;
}

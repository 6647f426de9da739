/** Every check, in the order in which their subjects matter: a new one is one file and one line here. */
import type { Check } from './check.ts';
import { ROOT, SSH_HOST_KEY, SSH_LOGIN, SSH_REACHABLE } from './connection.ts';
import { INVALID_PACKETS } from './invalid-packets.ts';
import { ADDRESS_MANAGER, DEFAULT_ROUTE, MTU, NETWORK_OVERLAP } from './network.ts';
import { PORTS_FREE } from './ports.ts';
import { REACH, REACH_BACKENDS } from './reach.ts';
import {
  FOREIGN_CLUSTER,
  FOREIGN_SOFTWARE,
  PACKAGE_MANAGER,
  REMAINS,
  UNATTENDED_UPGRADES,
} from './software.ts';
import {
  CGROUP,
  DISTRIBUTION,
  ETCD_DISK,
  KERNEL,
  ROOM,
  SIZE,
  STALLS_CHECK,
  SWAP,
  SYSTEMD,
  VIRTUALISATION,
} from './system.ts';
import { CLOCK_OPERATOR, CLOCK_SPREAD, TIME_SYNC } from './time.ts';
import { ADDRESS, ADDRESS_UNIQUE, HOSTNAME, MAC, MACHINE_ID, PRODUCT_UUID } from './uniqueness.ts';
import { FOREIGN_VRRP, VIP_FREE, VIP_INTERFACE } from './vip.ts';

export const CHECKS: readonly Check[] = [
  SSH_REACHABLE,
  SSH_HOST_KEY,
  SSH_LOGIN,
  ROOT,
  FOREIGN_CLUSTER,
  DISTRIBUTION,
  SYSTEMD,
  KERNEL,
  CGROUP,
  SIZE,
  SWAP,
  VIRTUALISATION,
  CLOCK_SPREAD,
  CLOCK_OPERATOR,
  TIME_SYNC,
  MACHINE_ID,
  HOSTNAME,
  PRODUCT_UUID,
  MAC,
  ADDRESS,
  ADDRESS_UNIQUE,
  PORTS_FREE,
  ...REACH,
  REACH_BACKENDS,
  VIP_FREE,
  VIP_INTERFACE,
  FOREIGN_VRRP,
  INVALID_PACKETS,
  ADDRESS_MANAGER,
  DEFAULT_ROUTE,
  MTU,
  NETWORK_OVERLAP,
  ROOM,
  ETCD_DISK,
  STALLS_CHECK,
  REMAINS,
  FOREIGN_SOFTWARE,
  PACKAGE_MANAGER,
  UNATTENDED_UPGRADES,
];

/** Every layer, from the ground up: a new one is one file and one line here. */
import { AUTHORITY } from './authority/authority.ts';
import { CONTROL_PLANE } from './controlplane/controlplane.ts';
import type { Layer } from './layer.ts';
import { LOAD_BALANCER } from './loadbalancer/loadbalancer.ts';
import { NETWORK } from './network/objects.ts';
import { NODES } from './nodes/nodes.ts';
import { PACKAGES } from './packages/packages.ts';
import { RECORD } from './record.ts';
import { RUNTIME } from './runtime/runtime.ts';
import { SYSTEM } from './system/system.ts';
import { WORKERS } from './workers.ts';

export const LAYERS: readonly Layer[] = [
  PACKAGES,
  SYSTEM,
  RUNTIME,
  AUTHORITY,
  LOAD_BALANCER,
  CONTROL_PLANE,
  NETWORK,
  WORKERS,
  NODES,
  RECORD,
];

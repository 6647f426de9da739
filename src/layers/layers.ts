/** Every layer, from the ground up: a new one is one file and one line here. */
import type { Layer } from './layer.ts';
import { LOAD_BALANCER } from './loadbalancer/loadbalancer.ts';
import { RECORD } from './record.ts';

export const LAYERS: readonly Layer[] = [LOAD_BALANCER, RECORD];

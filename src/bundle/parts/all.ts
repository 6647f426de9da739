/** Every part, in the order in which they are made: a new part is one file, one line here and one name in part-name.ts. */
import type { Part } from '../part.ts';
import { coredns } from './coredns.ts';
import { etcd } from './etcd.ts';
import { flannel } from './flannel.ts';
import { kubernetes } from './kubernetes.ts';
import { packages } from './packages.ts';
import { pause } from './pause.ts';
import { probe } from './probe.ts';
import { runtime } from './runtime.ts';

export const PARTS: readonly Part[] = [packages, probe, runtime, etcd, coredns, flannel, pause, kubernetes];

/** Every part, in the order in which they are made: a new part is one file, one line here and one name in part-name.ts. */
import type { Part } from '../part.ts';
import { packages } from './packages.ts';
import { probe } from './probe.ts';

export const PARTS: readonly Part[] = [packages, probe];

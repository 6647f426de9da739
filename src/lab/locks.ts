/** The two locks of labs: one for each lab, and one, held for moments, around what all labs share. */
import type { LockRequest } from './host-lock.ts';

/** For whoever makes, changes or takes down the lab. */
export function labLock(lab: string, doing: string): LockRequest {
  return { name: `lab-${lab}`, doing, whenHeld: 'refuse' };
}

/** Around the choice of a subnet and the saving of host-global settings. */
export function labsLock(doing: string): LockRequest {
  return { name: 'labs', doing, whenHeld: () => {} };
}

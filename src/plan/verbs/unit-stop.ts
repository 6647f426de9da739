/** The verb `unit.stop`, its pure half: a unit that runs no more, now and after a boot. Its files stay. */
import type { Observation } from '../../base/observation.ts';

export interface UnitStop {
  do: 'unit.stop';
  unit: string;
}

export function afterUnitStop(_verb: UnitStop): Observation {
  return { active: 'no', enabled: 'no' };
}

/**
 * The verb `unit.load`, its pure half: a unit that runs WITH this configuration.
 * That a file lies there says nothing about what a daemon has read; the unit's own hooks note that (layers/unit-loaded.ts).
 */
import { type Digest, hexOf } from '../../base/digest.ts';
import type { Observation } from '../../base/observation.ts';

export interface UnitLoad {
  do: 'unit.load';
  unit: string;
  /** The daemon's configuration, read again at a reload. */
  config: { path: string; digest: Digest };
  /** The unit's drop-in, read only at a start. */
  settings: { path: string; digest: Digest };
  /** Whether it can read its configuration again while it runs; else it is restarted. */
  reloads: boolean;
  /** The address that goes to another host first when a restart would take it away for a moment; missing: none does. */
  handsOver?: { vip: string; port: number };
}

export function afterUnitLoad(verb: UnitLoad): Observation {
  return {
    active: 'yes',
    config: hexOf(verb.config.digest),
    enabled: 'yes',
    overridden: 'no',
    settings: hexOf(verb.settings.digest),
  };
}

/** The verb `kernel.tune`, its pure half: modules that are there, and settings of the running kernel. */
import type { Observation } from '../../base/observation.ts';

export interface KernelTune {
  do: 'kernel.tune';
  modules: readonly string[];
  /** As sysctl(8) names them: `net.ipv4.ip_forward` → `1`; `>=8192` leaves a greater number alone. */
  settings: Readonly<Record<string, string>>;
}

export function afterKernelTune(verb: KernelTune): Observation {
  return {
    ...Object.fromEntries(verb.modules.map(name => [`module ${name}`, 'there'])),
    ...verb.settings,
  };
}

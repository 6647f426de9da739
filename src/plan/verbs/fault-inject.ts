/** The verb `fault.inject`, its pure half: a drill makes a program fail on purpose; a timer on the host mends it. */
import type { Observation } from '../../base/observation.ts';

/** `kill`: SIGKILL · `freeze`: SIGSTOP · `stop`, `restart`, `reload`: by systemd. */
export type FaultAct = 'kill' | 'freeze' | 'stop' | 'restart' | 'reload';

export interface FaultInject {
  do: 'fault.inject';
  /** Of this one injection: it is done once, whoever asks again. */
  nonce: string;
  act: FaultAct;
  /** A unit (`haproxy.service`), or a process by its name (`etcd`). */
  program: string;
  /** After so long the host itself ends a `freeze` or a `stop`, seconds. */
  healsAfterS: number;
}

export function afterFaultInject(_verb: FaultInject): Observation {
  return { struck: 'yes' };
}

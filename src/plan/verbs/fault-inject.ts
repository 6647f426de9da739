/** The verb `fault.inject`, its pure half: a drill makes a program or a link fail on purpose; a timer on the host mends it. */
import type { Observation } from '../../base/observation.ts';

/** `kill`: SIGKILL · `freeze`: SIGSTOP · `stop`, `restart`, `reload`: by systemd. */
export type ProgramAct = 'kill' | 'freeze' | 'stop' | 'restart' | 'reload';

/**
 * Of the link that carries an address. `isolate`: nothing goes in or out · `lose-in`: what is sent to it is lost ·
 * `lose-vrrp`: adverts are · `slow-link`: it sends a megabit a second.
 */
export type LinkAct = 'isolate' | 'lose-in' | 'lose-vrrp' | 'slow-link';

export type FaultAct = ProgramAct | LinkAct;

export interface FaultInject {
  do: 'fault.inject';
  /** Of this one injection: it is done once, whoever asks again. */
  nonce: string;
  act: FaultAct;
  /** A unit (`haproxy.service`), or a process by its name (`etcd`); of a link, an address that it has. */
  program: string;
  /** After so long the host itself ends a `freeze`, a `stop`, or what a link suffers, seconds. */
  healsAfterS: number;
}

export function afterFaultInject(_verb: FaultInject): Observation {
  return { struck: 'yes' };
}

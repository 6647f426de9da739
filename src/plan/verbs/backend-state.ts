/** The verb `backend.state`, its pure half: whether a balancer sends new connections to this control plane. */
import type { Observation } from '../../base/observation.ts';

export interface BackendState {
  do: 'backend.state';
  /** Name of the server in HAProxy's configuration: the host's. */
  backend: string;
  state: 'drain' | 'ready';
}

export function afterBackendState({ state }: BackendState): Observation {
  return { state };
}

/** What the kinds of traffic are called. */
import type { TrafficKind } from './proof.ts';

export const TRAFFIC_WORDS: Readonly<Record<TrafficKind, string>> = {
  newConnections: 'new connections',
  patientConnections: 'patient clients',
  reads: 'reads',
  keptConnections: 'kept connections',
  watches: 'watches',
  writes: 'writes',
  service: 'a Service, from a pod',
  dns: 'DNS, from a pod',
  podConnections: 'new connections, from a pod',
};

/** What a traffic program is told on its standard input: never in arguments, for keys are among it. */
import type { PodKind, TrafficKind } from '../proof.ts';

export type OperatorTraffic = Exclude<TrafficKind, PodKind>;

export interface TrafficTask {
  kind: OperatorTraffic | 'pods' | 'cleanUp' | 'removeWritten';
  host: string;
  port: number;
  /** Of the GET, for kinds that read. */
  path: string;
  /** PEM; null: nothing is verified. */
  ca: string | null;
  /** PEM; null: as anybody. */
  identity: { cert: string; key: string } | null;
  everyMs: number;
  deadlineMs: number;
  /** Where objects are written and watched. */
  namespace: string;
  /** Begins the names of the objects of this sample. */
  prefix: string;
  /** Of the pods: their image, the node of the one that asks, and the path that it asks of the endpoint; null for other kinds. */
  pods: { image: string; node: string; path: string } | null;
  /** File for the history; it must not exist. */
  history: string;
}

/**
 * Each kind's rhythm, milliseconds. P1 and P2 as designed. A kept connection that has no answer within a second is given
 * up and made anew, as a client with HTTP/2 pings of a second does; client-go's own are 30 s and 15 s
 * (golang.org/x/net/http2, ReadIdleTimeout, PingTimeout in client-go's transport). A write has two seconds: etcd's
 * election takes one, and a retry in the apiserver another. All of them together must leave a lab on two processors idle a
 * tenth of the time, or they measure themselves: with reads each 40 ms and the pods' questions each 100 ms nothing was idle,
 * and half of all new connections took longer than 18 ms; so they take 7 (docs/measurements/failover.md).
 */
export const RHYTHM: Readonly<Record<OperatorTraffic, { everyMs: number; deadlineMs: number }>> = {
  newConnections: { everyMs: 20, deadlineMs: 200 },
  patientConnections: { everyMs: 100, deadlineMs: 20_000 },
  reads: { everyMs: 100, deadlineMs: 200 },
  keptConnections: { everyMs: 40, deadlineMs: 1000 },
  watches: { everyMs: 100, deadlineMs: 1000 },
  writes: { everyMs: 100, deadlineMs: 2000 },
};

/** Of a pod's questions, milliseconds: what cluster DNS and a Service answer in one. */
export const POD_RHYTHM = { everyMs: 200, deadlineMs: 1000 } as const;

/** Connections that stay open, each, for the kinds that keep them. */
export const LANES = 6;

/** What the namespace of a drill is called. */
export const NAMESPACE = 'barque-drill';

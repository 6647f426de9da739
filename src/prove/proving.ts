/** What a sample needs: the cluster, the ways to it, the power to break it, and somebody who listens. */
import type { Clock } from '../base/clock.ts';
import type { Door } from '../hosts/host.ts';
import type { FaultInject } from '../plan/verbs/fault-inject.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { Status } from '../view/status.ts';
import type { Machines } from './machines.ts';
import type { TrafficTask } from './traffic/task.ts';

export interface Proving {
  spec: ResolvedSpec;
  doors: readonly Door[];
  clock: Clock;
  /** PEM of the CA, and the administrator's identity; null where there is no Kubernetes. */
  ca: string | null;
  identity: TrafficTask['identity'];
  /** Image of the pods of traffic inside the cluster, there on every node; null: it cannot be had. */
  podImage: string | null;
  /** Null: no power over machines here. */
  machines: Machines | null;
  /** What is wrong with the cluster now, in words; and the picture. */
  look(signal: AbortSignal): Promise<{ status: Status; problems: readonly string[] }>;
  /** Does it by a run of its own; milliseconds since the epoch at which it struck, by the host's clock. */
  strikeProgram(
    host: string,
    fault: Pick<FaultInject, 'act' | 'program'>,
    healsAfterS: number,
    signal: AbortSignal,
  ): Promise<number>;
  /** `to`: null, to whoever takes it. Milliseconds since the epoch at which the holder let go; null: it was there. */
  moveVip(to: string | null, signal: AbortSignal): Promise<number | null>;
  /** What goes on, in words, for the person who waits. */
  say(what: string): void;
}

export function hasRole(
  spec: ResolvedSpec,
  name: string,
  role: ResolvedSpec['hosts'][number]['roles'][number],
): boolean {
  return spec.hosts.some(host => host.name === name && host.roles.includes(role));
}

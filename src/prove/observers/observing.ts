/** All observers of a sample together: what they have heard until now, and what they did not. */
import type { Clock } from '../../base/clock.ts';
import type { Door } from '../../hosts/host.ts';
import { heldAt } from '../judges/one-holder-address.ts';
import type { ArpAnswer, BackendState, Holding } from '../proof.ts';
import { watchArp } from './arp.ts';
import { watchBackends } from './backends.ts';
import { watchHolders } from './holders.ts';

export interface Observing {
  heard: readonly Holding[];
  backends: readonly BackendState[];
  /** Ends them; `broken`: what the sample cannot be judged without. */
  stop(): Promise<{ arp: readonly ArpAnswer[] | null; broken: readonly string[] }>;
}

export function startObserving(
  balancers: readonly Door[],
  vip: string,
  netns: string | null,
  clock: Clock,
  signal: AbortSignal,
): Observing {
  const heard: Holding[] = [];
  const backends: BackendState[] = [];
  const ours = new AbortController();
  const watching = AbortSignal.any([signal, ours.signal]);
  const all = Promise.all([
    watchArp(vip, netns, watching),
    watchHolders(balancers, vip, heard, clock, watching),
    watchBackends(balancers, backends, clock, watching),
  ]);
  all.catch(() => {});
  return {
    heard,
    backends,
    stop: async () => {
      ours.abort();
      const [{ answers, broken }] = await all;
      return { arp: answers, broken: [...(broken === null ? [] : [broken]), ...mute(heard, backends)] };
    },
  };
}

/** An observer that heard nothing has not heard that all is well. */
export function mute(heard: readonly Holding[], backends: readonly BackendState[]): string[] {
  const silent = heard.filter(({ told }) => !told).map(({ host }) => host);
  const unseen = heard.map(({ host }) => host).filter(host => !tellsServers(host, backends));
  return [
    ...silent.map(host => `${host} never told whether it has the VIP`),
    ...(heard.every(({ told, held, changes }) => told && !held && changes.length === 0)
      ? ['nobody ever had the VIP']
      : []),
    ...unseen.map(host => `HAProxy of ${host} never told its servers`),
  ];
}

function tellsServers(host: string, backends: readonly BackendState[]): boolean {
  return backends.some(({ balancer, up }) => balancer === host && up !== null);
}

/** Who has the address now, by what the kernels told; null while one of them has told nothing yet. */
export function holdersAt(heard: readonly Holding[], atMs: number): string[] | null {
  if (heard.length === 0 || heard.some(({ told }) => !told)) return null;
  return heard.filter(holding => heldAt(holding, atMs)).map(({ host }) => host);
}

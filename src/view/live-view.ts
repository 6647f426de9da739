/** The picture of a cluster as it is at this moment: every host's own word, and the API's about its nodes. */
import { BarqueError } from '../base/errors.ts';
import { HELLO } from '../facts/now/hello.ts';
import type { Host } from '../hosts/host.ts';
import { type ApiNow, apiNow } from '../kube/nodes.ts';
import type { Expected, ExpectedHost } from './expected.ts';
import { type HostNow, hostNow } from './host-now.ts';
import type { Patience } from './patience.ts';

/** `unreadable`: it answers, and Barque may not look (no root, a broken shell). */
export type HostView = { is: 'answered'; now: HostNow } | { is: 'silent' | 'unreadable'; because: string };

export interface LiveView {
  /** By name, every host of the file, in its order. */
  hosts: ReadonlyMap<string, HostView>;
  /** Read through one control plane; null: none gave it. */
  api: (ApiNow & { by: string }) | null;
}

/** All hosts at once; the API as soon as one control plane says that its own is ready, others only if it fails. */
export async function viewNow(
  expected: Expected,
  hosts: readonly Host[],
  patience: Patience,
  signal: AbortSignal,
): Promise<LiveView> {
  const known = new Map(expected.hosts.map(host => [host.name, host]));
  const pairs = hosts.flatMap(host => {
    const of = known.get(host.name);
    return of === undefined ? [] : [{ host, of }];
  });
  // One question to the API at a time: the next control plane is asked when the one before could not tell.
  let api: LiveView['api'] = null;
  let asking = Promise.resolve();
  const views = await Promise.all(
    pairs.map(async ({ host, of }) => {
      const view = await look(host, of, expected.endpoint.vip, patience, signal);
      if (view.is === 'answered' && view.now.apiserver.is === 'ready') {
        asking = asking.then(async () => {
          api ??= await askApi(host, of, patience.answers, signal);
        });
      }
      return view;
    }),
  );
  await asking;
  return { hosts: new Map(pairs.map(({ of }, at) => [of.name, views[at]!])), api };
}

async function look(
  host: Host,
  of: ExpectedHost,
  vip: string,
  patience: Patience,
  signal: AbortSignal,
): Promise<HostView> {
  try {
    await host.read(HELLO, AbortSignal.any([signal, patience.hellos]));
    patience.heard();
    const now = await host.read(hostNow(of, vip), AbortSignal.any([signal, patience.answers]));
    return { is: 'answered', now };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BarqueError)) throw error;
    const { domain, cameBack } = error.failure;
    return { is: domain === 'connection' ? 'silent' : 'unreadable', because: cameBack };
  }
}

async function askApi(
  host: Host,
  { name, nodeAddress }: ExpectedHost,
  patience: AbortSignal,
  signal: AbortSignal,
): Promise<LiveView['api']> {
  try {
    const answer = await host.read(apiNow(nodeAddress), AbortSignal.any([signal, patience]));
    return answer === null ? null : { ...answer, by: name };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BarqueError)) throw error;
    return null;
  }
}

/** The hosts that answered, by name. */
export function answered({ hosts }: LiveView): Map<string, HostNow> {
  return new Map(
    [...hosts].flatMap(([name, view]) => (view.is === 'answered' ? [[name, view.now] as const] : [])),
  );
}

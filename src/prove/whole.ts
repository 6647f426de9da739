/** When a cluster is whole: before a drill, in it, and after it. */
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { Status } from '../view/status.ts';
import { heldAt } from './judges/one-holder-address.ts';
import type { BackendState, Holding } from './proof.ts';
import { hasRole, type Proving } from './proving.ts';

/** Milliseconds for the cluster to be whole again: a reboot, and a node that was given up, take less (trials). */
export const WHOLE_MS = 180_000;

/** Milliseconds for a cluster that nothing was done to yet: what was just applied may still be settling. */
export const SETTLED_MS = 15_000;

/** Milliseconds between two looks at the whole cluster, which costs each host a tenth of a second. */
const LOOK_MS = 1500;

export async function untilWhole(
  proving: Proving,
  signal: AbortSignal,
  when: string,
  patienceMs = WHOLE_MS,
): Promise<{ status: Status }> {
  const { atMs, problems, status } = await whenWhole(proving, patienceMs, signal);
  if (atMs !== null) return { status };
  throw new BarqueError({
    domain: 'check',
    attempted: `have the cluster whole ${when}`,
    cameBack: problems.join('\n'),
    next: 'No drill is begun on a cluster that is not whole. See what is wrong: barque status',
  });
}

/** `atMs`: when the look began that found nothing wrong. `isFirst`: it had been so before. */
export async function whenWhole(
  { look, clock }: Proving,
  patienceMs: number,
  signal: AbortSignal,
): Promise<{ atMs: number | null; isFirst: boolean; problems: readonly string[]; status: Status }> {
  const end = clock.monotonic() + patienceMs;
  for (let isFirst = true; ; isFirst = false) {
    const atMs = clock.now();
    const { status, problems } = await look(signal);
    if (problems.length === 0) return { atMs, isFirst, problems, status };
    if (clock.monotonic() >= end) return { atMs: null, isFirst, problems, status };
    await clock.sleep(LOOK_MS, signal);
  }
}

export async function arrange(
  proving: Proving,
  vipAt: 'etcd-leader' | 'not-etcd-leader',
  signal: AbortSignal,
): Promise<void> {
  const { status } = await proving.look(signal);
  const [holder] = status.vip.holders;
  const leader = status.etcd?.leader ?? null;
  const isSo = vipAt === 'etcd-leader' ? holder === leader : holder !== leader;
  if (isSo || leader === null) return;
  const isBalancer = hasRole(proving.spec, leader, 'load-balancer');
  if (vipAt === 'etcd-leader' && !isBalancer) return;
  proving.say('moves the VIP for this sample');
  await proving.moveVip(vipAt === 'etcd-leader' ? leader : null, signal);
}

/** By what the observers hear, which costs nothing: one balancer has the VIP, and each has every server. False: not in `WHOLE_MS`. */
export async function servedAgain(
  {
    spec,
    heard,
    backends,
  }: { spec: ResolvedSpec; heard: readonly Holding[]; backends: readonly BackendState[] },
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const end = clock.monotonic() + WHOLE_MS;
  const isServed = () => {
    // What was told last, whatever the host's clock says of when.
    const isHeld = heard.filter(holding => heldAt(holding, Number.POSITIVE_INFINITY)).length === 1;
    return (
      isHeld &&
      heard.every(({ host }) => {
        const last = backends.findLast(({ balancer }) => balancer === host);
        return last?.up?.length === spec.loadBalancer.backends.length;
      })
    );
  };
  while (!isServed()) {
    if (clock.monotonic() >= end) return false;
    await clock.sleep(SERVED_MS, signal);
  }
  return true;
}

/** Milliseconds between two looks at what the observers have heard. */
const SERVED_MS = 100;

/** The steps of drills on hosts, each as a run of its own: taken, journalled and observed as every other change. */
import { BarqueError } from '../base/errors.ts';
import { struckAt } from '../facts/now/struck.ts';
import type { FaultInject } from '../plan/verbs/fault-inject.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { vipMoveOf } from './maintain.ts';
import { operate } from './operate.ts';
import type { Handling, Operated } from './run-plan.ts';

/** Milliseconds since the epoch at which it struck, by the host's own clock. Throws what the run throws, or why it was not done. */
export async function injectOn(
  spec: ResolvedSpec,
  host: string,
  fault: Omit<FaultInject, 'do'>,
  handling: Handling,
  signal: AbortSignal,
): Promise<number> {
  const steps = [{ id: 'fault', verb: { do: 'fault.inject' as const, ...fault } }];
  const changes = [{ id: `${host}/drill`, host, steps, needs: [], gives: [] }];
  const operated = await operate({ ...handling, spec, operation: 'drill', desire: () => changes }, signal);
  refuseFailed(operated, `${fault.act} ${fault.program}`, host);
  const door = handling.doors.find(each => each.host.name === host)!;
  const atMs = await door.host.read(struckAt(fault.nonce), signal);
  if (atMs !== null) return atMs;
  throw new BarqueError({
    domain: 'remote-step',
    attempted: `${fault.act} ${fault.program}`,
    where: host,
    cameBack: 'it kept no time of the fault',
  });
}

/** Milliseconds since the epoch at which the holder was told to let go; null: it was there already. */
export async function handOver(
  spec: ResolvedSpec,
  to: string | null,
  handling: Handling,
  signal: AbortSignal,
): Promise<number | null> {
  let atMs: number | null = null;
  const seen: Handling['seen'] = event => {
    if (event.is === 'step.intent' && event.step.endsWith('/yield/aside')) atMs = Date.parse(event.at);
    handling.seen(event);
  };
  const desire = vipMoveOf(spec, to);
  const operated = await operate({ ...handling, seen, spec, operation: 'vip-move', desire }, signal);
  refuseFailed(operated, 'move the VIP', spec.endpoint.vip);
  return atMs;
}

function refuseFailed(operated: Operated, attempted: string, where: string): void {
  if (operated.is !== 'ran' || operated.result === 'done') return;
  throw new BarqueError({
    domain: 'remote-step',
    attempted,
    where,
    cameBack: `the run ${operated.run} ended: ${operated.result}`,
    next: `What happened: barque run show ${operated.run}`,
  });
}

/** The steps of drills on hosts, each as a run of its own: taken, journalled and observed as every other change. */
import { BarqueError } from '../base/errors.ts';
import { LAST_PROOF_PATH, type LastProof } from '../base/last-proof.ts';
import { struckAt } from '../facts/now/struck.ts';
import { isNode } from '../layers/roles.ts';
import { filePut } from '../plan/desired.ts';
import type { FaultInject } from '../plan/verbs/fault-inject.ts';
import type { ImageImport } from '../plan/verbs/image-import.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { BundleSource } from '../verbs/given.ts';
import { answered, type LiveView } from '../view/live-view.ts';
import { planOperation } from './cluster-plan.ts';
import { vipMoveOf } from './maintain.ts';
import { NO_BUNDLE, operate } from './operate.ts';
import { type Handling, type Ran, runPlan, votersOf } from './run-plan.ts';

/** Milliseconds since the epoch at which it struck, by the host's own clock. Throws what the run throws, or why it was not done. */
export async function injectOn(
  spec: ResolvedSpec,
  host: string,
  fault: Omit<FaultInject, 'do'>,
  handling: Handling,
  signal: AbortSignal,
): Promise<number> {
  const door = handling.doors.find(each => each.host.name === host)!;
  const steps = [{ id: 'fault', verb: { do: 'fault.inject' as const, ...fault } }];
  const desire = () => [{ id: `${host}/drill`, host, steps, needs: [], gives: [] }];
  const input = { spec, tool: handling.tool, operation: 'drill' as const, desire };
  const planNow = async () => (await planOperation(input, [door.host], signal)).plan;
  // Only this host is looked at and taken: looking at all would load what the traffic beside is measuring.
  const running = {
    ...handling,
    cluster: spec.name,
    doors: [door],
    voters: new Set([host]),
    source: NO_BUNDLE,
    mayReplan: true,
    limit: null,
    planNow,
  };
  refuseFailed(await runPlan(running, await planNow(), signal), `${fault.act} ${fault.program}`, host);
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
  if (operated.is === 'ran') refuseFailed(operated, 'move the VIP', spec.endpoint.vip);
  return atMs;
}

/** Has an image on every node that answers. */
export async function haveImage(
  spec: ResolvedSpec,
  image: ImageImport['images'][number],
  source: BundleSource,
  handling: Handling,
  signal: AbortSignal,
): Promise<void> {
  const verb = { do: 'image.import' as const, images: [image], onHost: spec.bundle.onHosts };
  const nodes = spec.hosts.filter(host => isNode(spec, host)).map(({ name }) => name);
  const doors = handling.doors.filter(({ host }) => nodes.includes(host.name));
  const desire = () =>
    nodes.map(host => ({ id: `${host}/image`, host, steps: [{ id: 'import', verb }], needs: [], gives: [] }));
  const input = { spec, tool: handling.tool, operation: 'drill' as const, desire };
  const hosts = doors.map(({ host }) => host);
  const planNow = async () => (await planOperation(input, hosts, signal)).plan;
  const plan = await planNow();
  if (plan.changes.length === 0) return;
  const running = {
    ...handling,
    cluster: spec.name,
    doors,
    voters: votersOf(spec),
    source,
    mayReplan: true,
    limit: null,
    planNow,
  };
  refuseFailed(await runPlan(running, plan, signal), `import ${image.name}`, 'every node');
}

/** Tells every host that answers how the last proof ended, so that `status` knows wherever it is asked. */
export async function keepProof(
  spec: ResolvedSpec,
  proof: LastProof,
  handling: Handling,
  signal: AbortSignal,
): Promise<void> {
  const file = filePut('proof', {
    path: LAST_PROOF_PATH,
    content: `${JSON.stringify(proof)}\n`,
    mode: '0644',
  });
  const desire = (view: LiveView) =>
    [...answered(view).keys()].map(host => ({
      id: `${host}/proof`,
      host,
      steps: [file],
      needs: [],
      gives: [],
    }));
  const operated = await operate({ ...handling, spec, operation: 'drill', desire }, signal);
  if (operated.is === 'ran') refuseFailed(operated, 'keep the proof’s verdict', 'every host');
}

function refuseFailed({ result, run }: Ran, attempted: string, where: string): void {
  if (result === 'done') return;
  throw new BarqueError({
    domain: 'remote-step',
    attempted,
    where,
    cameBack: `the run ${run} ended: ${result}`,
    next: `What happened: barque run show ${run}`,
  });
}

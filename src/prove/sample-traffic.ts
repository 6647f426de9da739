/** The traffic of one sample: which kinds, from where, and what they have kept. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import type { Status } from '../view/status.ts';
import { type Drill, strikes } from './drill.ts';
import { hostAt } from './places.ts';
import type { Proving } from './proving.ts';
import { parseTraffic, type ReadHistory } from './traffic/history.ts';
import { type RunningTraffic, startTraffic } from './traffic/start.ts';
import { NAMESPACE, type OperatorTraffic, RHYTHM, type TrafficTask } from './traffic/task.ts';

/** Milliseconds for the first success of each kind of traffic; pods start, and a namespace of before may have to go. */
const READY_MS = 60_000;

export function kindsOf(spec: ResolvedSpec): OperatorTraffic[] {
  const all = Object.keys(RHYTHM) as OperatorTraffic[];
  return spec.kubernetes === null
    ? all.filter(kind => kind === 'newConnections' || kind === 'patientConnections')
    : all;
}

/** The node of the pod that asks: one that the drill does not strike, a worker where there is one. */
export function askerOf(drill: Drill, spec: ResolvedSpec, status: Status): string {
  const places = strikes(drill).map(({ on }) => on);
  const struck = places.map(place => hostAt(place, { spec, status, serving: [] }));
  const free = spec.hosts.filter(({ name }) => !struck.includes(name));
  const isWorker = ({ roles }: (typeof free)[number]) =>
    roles.includes('worker') && !roles.includes('control-plane');
  const isPlane = ({ roles }: (typeof free)[number]) => roles.includes('control-plane');
  const worker = places.includes('worker') ? undefined : free.find(isWorker);
  return (worker ?? free.find(isPlane) ?? spec.hosts[0]!).name;
}

export function taskOf(
  { spec, ca, identity, clock }: Proving,
  kind: OperatorTraffic,
  nth: number,
  folder: string,
): TrafficTask {
  return {
    kind,
    host: spec.endpoint.vip,
    port: spec.endpoint.port,
    path: kind === 'reads' ? '/api/v1/namespaces/kube-system' : spec.loadBalancer.healthPath,
    ca,
    identity: kind === 'newConnections' || kind === 'patientConnections' ? null : identity,
    ...RHYTHM[kind],
    namespace: NAMESPACE,
    pods: null,
    prefix: `s${nth}-${clock.now().toString(36)}`,
    history: join(folder, `${kind}.jsonl`),
  };
}

/** Removes what the writes have made, as far as the API answers; also after Ctrl-C. */
export async function cleanUp(proving: Proving, folder: string): Promise<void> {
  await once({ ...taskOf(proving, 'writes', 0, folder), kind: 'cleanUp' }, proving, folder);
}

/** The same of one sample, when it has been looked at. */
export async function removeWritten(writes: TrafficTask, proving: Proving, folder: string): Promise<void> {
  await once({ ...writes, kind: 'removeWritten' }, proving, folder);
}

async function once(task: TrafficTask, proving: Proving, folder: string): Promise<void> {
  const history = join(folder, `${task.kind}-${proving.clock.now()}.jsonl`);
  const running = await startTraffic({ ...task, history }, proving.spec.operatorNetns);
  await running.ready.catch(() => {});
  await running.stop();
  await rm(history, { force: true });
}

export async function ready(
  traffic: readonly RunningTraffic[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const late = new AbortController();
  const timer = clock.sleep(READY_MS, AbortSignal.any([signal, late.signal])).then(() => {
    throw new BarqueError({
      domain: 'timeout',
      attempted: 'make traffic before the drill',
      cameBack: `not every kind of it had a success within ${READY_MS / 1000} s`,
      next: 'See whether the endpoint can be reached from here: barque probe',
    });
  });
  try {
    await Promise.race([Promise.all(traffic.map(each => each.ready)), timer]);
  } finally {
    late.abort();
    timer.catch(() => {});
  }
}

export async function historyOf(folder: string, kind: string): Promise<ReadHistory> {
  const history = parseTraffic(await readFile(join(folder, `${kind}.jsonl`), 'utf8'));
  if (history !== null) return history;
  throw new BarqueError({
    domain: 'bug',
    attempted: 'read the history of the traffic',
    where: join(folder, `${kind}.jsonl`),
    cameBack: 'it is none',
  });
}

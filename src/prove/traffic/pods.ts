/** Traffic inside the cluster: a pod that calls a Service of two pods and asks for its name, and what it tells of them. */
import { setTimeout as delay } from 'node:timers/promises';
import { POD_KINDS, type PodKind } from '../proof.ts';
import type { Driver, RecordedAttempt } from './driver.ts';
import { type Lane, openLane } from './lane.ts';
import { makeNamespace } from './namespace.ts';
import { RHYTHM, type TrafficTask } from './task.ts';

/** What one line of `barque-probe drive` says; its start in milliseconds since the epoch, by the node's clock. */
interface Told extends RecordedAttempt {
  kind: PodKind;
}

/** Milliseconds: to a question of the API, and between two looks whether pods are there. */
const ANSWER_MS = 5000;
const AGAIN_MS = 500;
/** How often a question is asked that the API does not answer. */
const TRIES = 5;
/** Pods leave a node that is gone after so many seconds instead of Kubernetes' own 300 (tolerationSeconds). */
const LEAVE_S = 10;

/** Its attempts are written when it ends: they are the pod's log until then. `task.pods` must be there. */
export const pods: Driver = async (task, recorder, signal) => {
  const lane = openLane(task);
  const { image, node } = task.pods!;
  const prober = `prober-${task.prefix}`;
  const below = `/api/v1/namespaces/${task.namespace}`;
  const put = (path: string, object: object) => made(lane, path, object);
  await makeNamespace(lane, task.namespace);
  await put(`/apis/apps/v1/namespaces/${task.namespace}/deployments`, deployment(image));
  await put(`${below}/services`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: SERVICE },
    spec: { selector: { app: SERVICE }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  // One that an earlier program could not take away would go on asking.
  await again(() =>
    lane.ask('DELETE', `${below}/pods?labelSelector=app%3Dprober&gracePeriodSeconds=0`, null, ANSWER_MS),
  );
  await put(`${below}/pods`, proberPod(prober, node, image, task));
  try {
    while (!signal.aborted && !(await again(() => isReady(lane, task.namespace, prober))))
      await delay(AGAIN_MS, undefined, { signal }).catch(() => {});
    // All that is there is said by it; when these were made is nobody's attempt.
    recorder.record({ startMs: recorder.nowMs(), latencyMs: 0, ok: true, error: null, kind: null });
    // A timer, since nothing else may be left that keeps the program: the connection on which nothing is asked can end.
    while (!signal.aborted) await delay(AGAIN_MS, undefined, { signal }).catch(() => {});
    const zeroMs = Date.now() - recorder.nowMs();
    const body = await again(() => logOf(lane, `${below}/pods/${prober}/log`));
    for (const line of body.split('\n')) {
      const told = toldIn(line);
      if (told !== null) recorder.record({ ...told, startMs: told.startMs - zeroMs });
    }
  } finally {
    await again(() => lane.ask('DELETE', `${below}/pods/${prober}?gracePeriodSeconds=0`, null, ANSWER_MS));
    lane.close();
  }
  return 0;
};

/** The connection may have died with the host that was struck; nobody noticed, since nothing was asked meanwhile. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = TRIES; ; tries -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 1) throw error;
    }
    await delay(AGAIN_MS);
  }
}

async function logOf(lane: Lane, path: string): Promise<string> {
  const { status, body } = await lane.ask('GET', path, null, ANSWER_MS);
  if (status !== 200) throw new Error(`the API answered ${status} to ${path}`);
  return body;
}

/** Null: a line that a container's end has cut off, or none of ours. */
function toldIn(line: string): Told | null {
  try {
    const told = JSON.parse(line) as Told;
    return POD_KINDS.includes(told.kind) ? told : null;
  } catch {
    return null;
  }
}

const SERVICE = 'hello';

async function made(lane: Lane, path: string, object: object): Promise<void> {
  const { status, body } = await lane.ask('POST', path, JSON.stringify(object), ANSWER_MS);
  // What an earlier sample has made stays for the next one.
  if (status !== 201 && status !== 409)
    throw new Error(`the API answered ${status} to ${path}: ${body.slice(0, 300)}`);
}

async function isReady(lane: Lane, namespace: string, prober: string): Promise<boolean> {
  const { status, body } = await lane.ask('GET', `/api/v1/namespaces/${namespace}/pods`, null, ANSWER_MS);
  if (status !== 200) return false;
  const { items } = JSON.parse(body) as { items: Pod[] };
  const ready = items.filter(
    pod =>
      pod.metadata.deletionTimestamp === undefined &&
      pod.status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
  );
  const replicas = ready.filter(({ metadata }) => metadata.labels?.['app'] === SERVICE);
  return replicas.length >= 2 && ready.some(({ metadata }) => metadata.name === prober);
}

interface Pod {
  metadata: { name: string; labels?: Record<string, string>; deletionTimestamp?: string };
  status: { conditions?: { type: string; status: string }[] };
}

function leavesSoon(): object[] {
  const soon = (key: string) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: LEAVE_S,
  });
  return [
    soon('node.kubernetes.io/unreachable'),
    soon('node.kubernetes.io/not-ready'),
    { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
  ];
}

/** Two pods on two hosts, workers where there are some. */
function deployment(image: string): object {
  const labels = { app: SERVICE };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: SERVICE },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          tolerations: leavesSoon(),
          affinity: {
            nodeAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                {
                  weight: 100,
                  preference: {
                    matchExpressions: [
                      { key: 'node-role.kubernetes.io/control-plane', operator: 'DoesNotExist' },
                    ],
                  },
                },
              ],
            },
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } },
              ],
            },
          },
          containers: [
            {
              name: SERVICE,
              image,
              imagePullPolicy: 'Never',
              args: ['serve', '--listen', ':8080'],
              readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  };
}

function proberPod(
  name: string,
  node: string,
  image: string,
  { namespace, everyMs, deadlineMs, host, port, pods }: TrafficTask,
): object {
  const service = `${SERVICE}.${namespace}.svc.cluster.local.`;
  const words = [
    '--every',
    `${everyMs}ms`,
    '--timeout',
    `${deadlineMs}ms`,
    '--url',
    `http://${service}/readyz`,
    '--name',
    service,
    '--endpoint',
    `https://${host}:${port}${pods!.path}`,
    '--ca',
    '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
    '--deadline',
    `${RHYTHM.newConnections.deadlineMs}ms`,
  ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: 'prober' } },
    spec: {
      nodeName: node,
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      tolerations: [{ operator: 'Exists' }],
      containers: [{ name: 'prober', image, imagePullPolicy: 'Never', args: ['drive', ...words] }],
    },
  };
}

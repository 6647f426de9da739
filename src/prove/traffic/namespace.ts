/** The namespace of what drills write: made, or found; one that an earlier proof has removed is waited for until it is gone. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Lane } from './lane.ts';

/** Milliseconds to a question, and between two. */
const ANSWER_MS = 10_000;
const AGAIN_MS = 500;
/** Hundreds of objects are gone within seconds; what takes longer is stuck. */
const TRIES = 80;

export async function makeNamespace(lane: Lane, name: string): Promise<void> {
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (let tries = TRIES; tries > 0; tries -= 1) {
    const { status } = await lane.ask('POST', '/api/v1/namespaces', body, ANSWER_MS);
    if (status === 201) return;
    if (status !== 409) throw new Error(`the API answered ${status} to the making of the namespace ${name}`);
    const there = await lane.ask('GET', `/api/v1/namespaces/${name}`, null, ANSWER_MS);
    const { phase } = (JSON.parse(there.body) as { status?: { phase?: string } }).status ?? {};
    if (there.status === 200 && phase === 'Active') return;
    await delay(AGAIN_MS);
  }
  throw new Error(`the namespace ${name} is being removed, and does not go`);
}

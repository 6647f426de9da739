/** The namespace of what drills write: made, or found; one that an earlier proof has removed is waited for until it is gone. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Lane } from './lane.ts';

/** Milliseconds to a question, and between two. */
const ANSWER_MS = 10_000;
const AGAIN_MS = 500;
/** Hundreds of objects are gone within seconds; what takes longer is stuck. */
const TRIES = 80;

/** A question that is lost or put off (429, 5xx) is asked again: a cluster that was just made may be busy. */
export async function makeNamespace(lane: Lane, name: string): Promise<void> {
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const ask = (method: string, path: string, sent: string | null) =>
    lane
      .ask(method, path, sent, ANSWER_MS)
      .catch((error: Error) => ({ status: LOST, body: '', why: error.message }));
  let last = '';
  for (let tries = TRIES; tries > 0; tries -= 1) {
    const made = await ask('POST', '/api/v1/namespaces', body);
    if (made.status === 201) return;
    last = 'why' in made ? made.why : `the status ${made.status}`;
    const isFinal = made.status >= 400 && made.status < 500 && ![409, 429].includes(made.status);
    if (isFinal) break;
    if (made.status === 409) {
      last = 'it is being removed, and does not go';
      const there = await ask('GET', `/api/v1/namespaces/${name}`, null);
      if (there.status === 200 && phaseOf(there.body) === 'Active') return;
    }
    await delay(AGAIN_MS);
  }
  throw new Error(`the namespace ${name} could not be made: ${last}`);
}

/** Status of a question to which no answer came. */
const LOST = 0;

function phaseOf(namespace: string): string | undefined {
  return (JSON.parse(namespace) as { status?: { phase?: string } }).status?.phase;
}

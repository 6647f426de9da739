/** `barque apply` on a lab, with when each kind of change ran; and its own preparing part, alone. */
import type { StampedEvent } from '../src/run/event.ts';
import { start } from '../test/lab/barque.ts';
import type { Built } from './build-plain.ts';
import type { ClusterLab } from './cluster-lab.ts';

/** From the start of the program to its end; it ends when all nodes are ready and CoreDNS has rolled out. */
export async function runApply(lab: ClusterLab): Promise<Built & { journal: string }> {
  const began = performance.now();
  const { code, stdout } = await start(['apply', '-f', lab.file, '--yes', '-o', 'jsonl']).ended;
  const seconds = (performance.now() - began) / 1000;
  const lines = stdout.trim().split('\n');
  if (code !== 0) {
    const failed = lines.filter(line => /"result":"(not-done|unknown|foreign|fenced)"/.test(line));
    throw new Error(`barque apply ended with ${code} after ${seconds.toFixed(1)} s\n${failed.join('\n')}`);
  }
  const events = lines.map(line => JSON.parse(line) as StampedEvent & { journal?: string });
  return { seconds, phases: spans(events), journal: events.at(-1)?.journal ?? '' };
}

/** Changes of one kind on all hosts, as `runtime 3.1–19.8`: seconds after the first event. They overlap. */
function spans(events: readonly StampedEvent[]): string[] {
  const began = Date.parse(events[0]!.at);
  const seen = new Map<string, { from: number; to: number }>();
  for (const event of events) {
    if (event.is !== 'change.began' && event.is !== 'change.ended') continue;
    const kind = event.change.split('/').slice(1).join('/');
    const at = (Date.parse(event.at) - began) / 1000;
    const span = seen.get(kind) ?? { from: at, to: at };
    seen.set(kind, { from: Math.min(span.from, at), to: Math.max(span.to, at) });
  }
  return [...seen]
    .sort(([, a], [, b]) => a.from - b.from)
    .map(([kind, { from, to }]) => `${kind} ${from.toFixed(1)}–${to.toFixed(1)}`);
}

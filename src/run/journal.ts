/** The journal: one line an event, each with its digest, on disk before anything is done. It explains; it never decides. */
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { digestOf } from '../base/digest.ts';
import { type Redact, redactAll } from '../base/redact.ts';
import type { Record, RunEvent, StampedEvent } from './event.ts';

export interface Journal {
  record: Record;
  path: string;
  close(): Promise<void>;
}

/** Makes `folder/RUN.jsonl`, 0600. Lines are written one after another and reach the disk (fsync) before `record` resolves. */
export async function openJournal(
  folder: string,
  run: string,
  clock: Clock,
  redact: Redact,
  seen: (event: StampedEvent) => void,
): Promise<Journal> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${run}.jsonl`);
  const file = await open(path, 'ax', 0o600);
  let seq = 0;
  let last = Promise.resolve();
  const record = (event: RunEvent): Promise<void> => {
    seq += 1;
    const at = new Date(clock.now()).toISOString();
    const stamped = redactAll(redact, { ...event, at, seq });
    last = last.then(async () => {
      await file.appendFile(`${JSON.stringify({ ...stamped, digest: digestOf(stamped) })}\n`);
      await file.datasync();
      seen(stamped);
    });
    return last;
  };
  return {
    record,
    path,
    close: async () => {
      await last.catch(() => {});
      await file.close();
    },
  };
}

/** All whole events of a journal; a torn or damaged line ends it, as after a power cut. */
export async function readJournal(path: string): Promise<{ events: StampedEvent[]; torn: boolean }> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const events: StampedEvent[] = [];
  for (const line of lines) {
    if (line === '') continue;
    try {
      const { digest, ...event } = JSON.parse(line) as StampedEvent & { digest: string };
      if (digestOf(event) !== digest) return { events, torn: true };
      events.push(event);
    } catch {
      return { events, torn: true };
    }
  }
  return { events, torn: false };
}

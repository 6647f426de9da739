import { describe, expect, test } from 'vitest';
import type { Host } from '../hosts/host.ts';
import type { Reading } from '../hosts/reading.ts';
import type { Step } from '../plan/change.ts';
import type { LateName, LateValue } from '../plan/late.ts';
import { lateFetcher, withLate } from './late-values.ts';

const SOURCES: readonly LateValue[] = (['authorities', 'authorities-digest', 'ca', 'ca-digest'] as const).map(
  name => ({
    name,
    host: 'cp1',
  }),
);
const { signal } = new AbortController();

function seat(values: Readonly<Record<string, string>>, failures = 0) {
  let reads = 0;
  const host: Host = {
    name: 'cp1',
    read: async <T>(_reading: Reading<T>) => {
      reads += 1;
      if (reads <= failures) throw new Error('the line broke');
      return new Map(Object.entries(values)) as T;
    },
  };
  return { hosts: new Map([['cp1', host]]), reads: () => reads };
}

const VALUES = { authorities: 'ARCHIVE', 'authorities-digest': 'ab', ca: 'CA TEXT' };

describe('late values', () => {
  test('are read once a run, and secrets are told to the redaction first', async () => {
    const learnt: string[] = [];
    const { hosts, reads } = seat(VALUES);
    const fetch = lateFetcher(SOURCES, hosts, secret => learnt.push(secret));
    await Promise.all([fetch(['authorities'], signal), fetch(['authorities-digest', 'ca'], signal)]);
    expect(reads()).toBe(1);
    expect(learnt).toEqual(['ARCHIVE']);
  });

  test('are asked for again after a failure', async () => {
    const { hosts } = seat(VALUES, 1);
    const fetch = lateFetcher(SOURCES, hosts, () => {});
    await expect(fetch(['ca'], signal)).rejects.toThrow('the line broke');
    expect((await fetch(['ca'], signal)).get('ca')).toBe('CA TEXT');
  });

  test('of a host that is out of the run are told as what they are', async () => {
    const fetch = lateFetcher(SOURCES, new Map(), () => {});
    await expect(fetch(['ca'], signal)).rejects.toThrow(/out of this run/);
  });
});

describe('a step with late values', () => {
  const step = (verb: Step['verb'], after: Step['after']): Step => ({
    id: 'h/c/s',
    verb,
    deadlineMs: 1000,
    before: null,
    after,
    repeat: 'safe',
  });

  test('gets a public content as a blob, and its digest as what will be observed', () => {
    const { step: filled, blobs } = withLate(
      step(
        { do: 'file.put', path: '/ca', mode: '0644', owner: 'root:root', blob: 'late:ca', accept: null },
        { digest: 'late:ca-digest', kind: 'file', mode: '0644', owner: 'root:root' },
      ),
      new Map<LateName, string>([['ca', 'CA TEXT']]),
    );
    const [[digest, text] = []] = Object.entries(blobs);
    expect(text).toBe('CA TEXT');
    expect(filled.verb).toMatchObject({ blob: digest });
    expect(`sha256:${filled.after.digest}`).toBe(digest);
  });

  test('never holds a secret: that goes on standard input alone', () => {
    const { step: filled } = withLate(
      step(
        { do: 'authority.put', authorities: 'late:authorities', digest: 'late:authorities-digest' },
        { authorities: 'late:authorities-digest' },
      ),
      new Map<LateName, string>([
        ['authorities', 'ARCHIVE'],
        ['authorities-digest', 'ab'],
      ]),
    );
    expect(JSON.stringify(filled)).not.toContain('ARCHIVE');
    expect(filled.verb).toMatchObject({ digest: 'ab' });
    expect(filled.after).toEqual({ authorities: 'ab' });
  });
});

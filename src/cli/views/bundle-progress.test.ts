import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { BundleEvent } from '../../bundle/events.ts';
import { bundleProgress } from './bundle-progress.ts';

function shown(events: readonly BundleEvent[]): string[] {
  let text = '';
  const stderr = new Writable({
    write(chunk, _encoding, next) {
      text += String(chunk);
      next();
    },
  });
  const progress = bundleProgress({ stdout: stderr, stderr, env: {} });
  for (const event of events) progress.seen(event);
  progress.end();
  return text.trimEnd().split('\n');
}

const about = { part: 'etcd', subject: 'etcd 3.6.8', index: 2, of: 3 } as const;

describe('a bundle’s making, seen without a terminal', () => {
  it('is a line when a part begins, with what to expect, and one when it is done', () => {
    expect(
      shown([
        { is: 'part-building', ...about, coldSeconds: 90 },
        { is: 'part-progress', part: 'etcd', done: 1, of: 3, unit: 'programs' },
        { is: 'part-done', ...about, reused: false, elapsedMs: 91_000 },
      ]),
    ).toEqual([
      '  2/3 etcd 3.6.8: building, about 1.5 min when nothing is cached',
      '✓ 2/3 etcd 3.6.8  1 min 31 s',
    ]);
  });

  it('says when a part was there, and when another barque makes it', () => {
    expect(
      shown([
        { is: 'part-waiting', part: 'etcd' },
        { is: 'part-done', ...about, reused: true, elapsedMs: 20 },
      ]),
    ).toEqual(['etcd is being made by another barque; waiting for it', '✓ 2/3 etcd 3.6.8  from the cache']);
  });
});

import { describe, expect, it } from 'vitest';
import { arpWatchOf } from './arp.ts';

const asked = (...by: string[][]) => by.map((each, nth) => ({ atMs: nth * 50, by: each }));

describe('who asks on the wire', () => {
  it('is relied on when it went on to its end and heard somebody', () => {
    expect(arpWatchOf(asked([], ['a'], ['b']), 0, '')).toMatchObject({ broken: null });
  });

  it('is broken when it ended by itself, whatever it heard before', () => {
    expect(arpWatchOf(asked(['a']), 1, 'promiscuous: no\n').broken).toBe('promiscuous: no');
    expect(arpWatchOf(asked(['a']), undefined, '').broken).not.toBeNull();
  });

  it('is broken when nobody answered: that the VIP is with one holder was not seen', () => {
    expect(arpWatchOf(asked([], []), 0, '').broken).toBe('nobody answered any of 2 questions on the wire');
  });

  it('does not exist where nobody can ask, which is no fault', () => {
    const none = { answers: null, broken: null };
    expect(arpWatchOf([], 2, 'packet socket: Operation not permitted\n')).toEqual(none);
    expect(arpWatchOf([], undefined, '')).toEqual(none);
  });
});

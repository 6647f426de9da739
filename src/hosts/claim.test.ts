/** The claim, as the lines of the fence tell it. */
import { expect, test } from 'vitest';
import { FREE, parseClaim } from './claim.ts';

const LINES = `epoch=7
cluster=c0ffee
name=one
run=20261122-221505-1a2b
user=ann
machine=desk.1a2b3c4d
pid=4711
started=boot/99
silent=12
`;

test('a host without a fence is free', () => {
  expect(parseClaim('')).toEqual(FREE);
});

test('a held host names its cluster, its epoch, its run and its holder', () => {
  expect(parseClaim(LINES)).toEqual({
    epoch: 7,
    cluster: { id: 'c0ffee', name: 'one' },
    run: '20261122-221505-1a2b',
    holder: { user: 'ann', machine: 'desk.1a2b3c4d', pid: 4711, started: 'boot/99' },
    silentMs: 12_000,
  });
});

test('a released host keeps all but the holder', () => {
  expect(parseClaim(`${LINES}released=yes\n`)).toEqual({ ...parseClaim(LINES), holder: null });
});

test('an equals sign belongs to the value', () => {
  expect(parseClaim('run=a=b\n').run).toBe('a=b');
});

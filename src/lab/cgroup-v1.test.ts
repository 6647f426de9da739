import { describe, expect, test } from 'vitest';
import { parseGroupEvents } from './cgroup-group.ts';
import { ownPath } from './cgroup-v1.ts';
import { stateOf } from './status.ts';

const OWN = `9:name=systemd:/user.slice
5:cpu,cpuacct:/user.slice
4:memory:/outer/inner
0::/user.slice/session-1.scope
`;
const mount = (type: string, superOptions: string[], root = '/') => ({ type, superOptions, root });

describe('the caller’s own group', () => {
  test('is found in every tree by its controllers', () => {
    expect(ownPath(mount('cgroup', ['rw', 'memory']), OWN)).toBe('/outer/inner');
    expect(ownPath(mount('cgroup', ['rw', 'cpu', 'cpuacct']), OWN)).toBe('/user.slice');
    expect(ownPath(mount('cgroup', ['rw', 'name=systemd']), OWN)).toBe('/user.slice');
    expect(ownPath(mount('cgroup2', ['rw']), OWN)).toBe('/user.slice/session-1.scope');
  });

  test('is the top where the tree does not list it', () => {
    expect(ownPath(mount('cgroup', ['rw', 'pids']), OWN)).toBe('/');
  });

  test('is relative to a tree that is mounted from its middle', () => {
    expect(ownPath(mount('cgroup', ['rw', 'memory'], '/outer'), OWN)).toBe('/inner');
    expect(ownPath(mount('cgroup', ['rw', 'memory'], '/outer/inner'), OWN)).toBe('/');
  });
});

test('cgroup.events is read', () => {
  expect(parseGroupEvents('populated 1\nfrozen 0\n')).toEqual({ populated: true, frozen: false });
  expect(parseGroupEvents('populated 1\nfrozen 1\n')).toEqual({ populated: true, frozen: true });
  expect(parseGroupEvents('')).toEqual({ populated: false, frozen: false });
});

test('a machine’s state follows from processes, freezer and link', () => {
  expect(stateOf(undefined, false)).toBe('off');
  expect(stateOf({ populated: false, frozen: true }, true)).toBe('off');
  expect(stateOf({ populated: true, frozen: false }, true)).toBe('running');
  expect(stateOf({ populated: true, frozen: false }, false)).toBe('running');
  expect(stateOf({ populated: true, frozen: true }, true)).toBe('frozen');
  expect(stateOf({ populated: true, frozen: true }, false)).toBe('paused');
});

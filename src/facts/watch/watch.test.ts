import { describe, expect, test } from 'vitest';
import { heldOf } from './address.ts';
import { upOf } from './backends.ts';

describe('the address', () => {
  test('is there or not when the watching begins', () => {
    expect(heldOf('1795428000123456789 start yes', '10.0.0.9')).toEqual({
      atMs: 1795428000123.4568,
      held: true,
    });
    expect(heldOf('1795428000000000000 start no', '10.0.0.9')).toEqual({ atMs: 1795428000000, held: false });
  });

  test('comes and goes at the kernel’s own time', () => {
    const line =
      '2: eth0    inet 10.0.0.9/32 scope global eth0\\       valid_lft forever preferred_lft forever';
    const at = Date.parse('2026-11-23T10:00:00Z') + 250.5;
    expect(heldOf(`[2026-11-23T10:00:00.250500] ${line}`, '10.0.0.9')).toEqual({ atMs: at, held: true });
    expect(heldOf(`[2026-11-23T10:00:00.250500] Deleted ${line}`, '10.0.0.9')).toEqual({
      atMs: at,
      held: false,
    });
  });

  test('of others, and one that only begins so, do not count', () => {
    expect(heldOf('[2026-11-23T10:00:00.1] 2: eth0 inet 10.0.0.90/32', '10.0.0.9')).toBeNull();
    expect(heldOf('', '10.0.0.9')).toBeNull();
  });
});

test('the servers that are up, none of them, and no answer are three things', () => {
  expect(upOf('1795428000000000000 up cp1 cp3')).toEqual({ atMs: 1795428000000, up: ['cp1', 'cp3'] });
  expect(upOf('1795428000000000000 up')).toEqual({ atMs: 1795428000000, up: [] });
  expect(upOf('1795428000000000000 silent')).toEqual({ atMs: 1795428000000, up: null });
  expect(upOf('perl: warning')).toBeNull();
});

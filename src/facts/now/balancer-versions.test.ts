/** What a host says of its balancer's programs. */
import { expect, test } from 'vitest';
import { BALANCER_VERSIONS } from './balancer-versions.ts';

test('a program that is not there has no version', () => {
  expect(BALANCER_VERSIONS.parse('kernel=6.12.0\nhaproxy=3.0.11-1+deb13u1\n')).toEqual({
    haproxy: '3.0.11-1+deb13u1',
    keepalived: null,
    kernel: '6.12.0',
  });
});

/** Redaction: what this run knows to be secret, and what looks so, leaves the program nowhere. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactAll, redactor } from './redact.ts';

const secret = fc.stringMatching(/^[A-Za-z0-9/+_-]{8,40}$/);

test('a known secret is gone wherever it stood, plain and in base64', () => {
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 4 }), fc.string(), fc.string(), (all, a, b) => {
      const redact = redactor(all);
      for (const one of all) {
        expect(redact(`${a}${one}${b}`)).not.toContain(one);
        const encoded = Buffer.from(one).toString('base64');
        expect(redact(`${a} ${encoded} ${b}`)).not.toContain(encoded);
      }
    }),
  );
});

test('text without secrets stays as it is', () => {
  for (const text of ['lb1: 3 of 4 steps done', 'ssh -p 22 root@10.0.0.1', 'sha256:44136fa355b3678a', ''])
    expect(redactor(['something-else'])(text)).toBe(text);
});

describe('a secret by its form', () => {
  test.each([
    ['a private key', '-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----\n', 'MHc'],
    ['a private key that was cut off', '-----BEGIN PRIVATE KEY-----\nMHcCAQ', 'MHcCAQ'],
    ['a password in a URL', 'https://user:hunter2@mirror/x', 'hunter2'],
    ['a bearer', 'Authorization: Bearer eyJhbGciOiJS', 'eyJhbGciOiJS'],
    ['a bootstrap token', 'join --token abcdef.0123456789abcdef', '0123456789abcdef'],
    ['a word that says so', '{"password": "hunter2"}', 'hunter2'],
    ['another', 'auth_pass=hunter2', 'hunter2'],
    ['keepalived’s own way', '  auth_pass hunter2\n', 'hunter2'],
  ])('%s', (_name, text, hidden) => {
    expect(redactor([])(text)).not.toContain(hidden);
  });
});

test('through all strings of a value, and nothing else of it', () => {
  const value = { at: 1, none: null, yes: true, list: ['x s3cr3t-s3cr3t y', { deep: 's3cr3t-s3cr3t' }] };
  expect(redactAll(redactor(['s3cr3t-s3cr3t']), value)).toEqual({
    at: 1,
    none: null,
    yes: true,
    list: ['x [redacted] y', { deep: '[redacted]' }],
  });
});

test('what is called a secret goes whole, however deep it lies', () => {
  const value = { registry: { auth: 'a b', password: 'c d', user: 'tom', secret: { name: 'x' }, token: '' } };
  expect(redactAll(redactor([]), value)).toEqual({
    registry: {
      auth: '[redacted]',
      password: '[redacted]',
      user: 'tom',
      secret: { name: 'x' },
      token: '',
    },
  });
});

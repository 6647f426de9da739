/** What ssh says tells how far a connection came; each sentence is from a real client. */
import { expect, test } from 'vitest';
import { contactOf } from './contact.ts';

test.each([
  ['ssh: connect to host 10.0.0.1 port 22: Connection refused', 'unreachable'],
  ['ssh: connect to host 10.0.0.1 port 22: Connection timed out', 'unreachable'],
  ['ssh: Could not resolve hostname cp1: Name or service not known', 'unreachable'],
  ['no connection within 10 s', 'unreachable'],
  [
    'No ED25519 host key is known for cp1 and you have requested strict checking.\nHost key verification failed.',
    'host-key',
  ],
  [
    '@@@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n@@@@@@@\nHost key verification failed.',
    'host-key',
  ],
  ['nobody@10.0.0.1: Permission denied (publickey,password).', 'refused'],
  ['Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures', 'refused'],
])('%s', (cameBack, is) => {
  expect(contactOf({ domain: 'connection', cameBack }).is).toBe(is);
});

test.each([
  ['sudo: a password is required', 'not-root'],
  ['sh: 1: sudo: not found', 'not-root'],
  ['tom is not in the sudoers file.', 'not-root'],
  ['base64: invalid input', 'no-answer'],
])('after the login: %s', (cameBack, is) => {
  expect(contactOf({ domain: 'remote-step', cameBack }).is).toBe(is);
});

test('the frames that ssh draws are left out', () => {
  const cameBack = '@@@@@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@@@@@@\n';
  expect(contactOf({ domain: 'connection', cameBack })).toEqual({
    is: 'host-key',
    words: 'WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!',
  });
});

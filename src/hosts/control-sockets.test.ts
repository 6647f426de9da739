import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { controlSocket } from './control-sockets.ts';
import type { SshTarget } from './login-command.ts';

const TARGET: SshTarget = {
  name: 'cp1',
  address: '192.0.2.11',
  user: 'root',
  port: 22,
  identityFile: null,
  bastion: null,
  config: null,
};

const folder = () => mkdtempSync(join(tmpdir(), 'barque-sockets-'));
/** As OpenSSH does when it has connected. */
const connected = (path: string) => writeFileSync(path, '');

describe('the socket of a shared connection', () => {
  test('is found again by the next program', () => {
    const sockets = folder();
    const first = controlSocket(sockets, TARGET);
    expect(existsSync(first.path)).toBe(false);
    const made = first.fresh();
    connected(made);
    first.publish(made);
    expect(existsSync(controlSocket(sockets, { ...TARGET }).path)).toBe(true);
  });

  test('is another one for another user, address, key or port', () => {
    const sockets = folder();
    const others: SshTarget[] = [
      TARGET,
      { ...TARGET, user: 'admin' },
      { ...TARGET, address: '192.0.2.12' },
      { ...TARGET, identityFile: '/k' },
      { ...TARGET, port: 2222 },
    ];
    expect(new Set(others.map(target => controlSocket(sockets, target).path)).size).toBe(others.length);
  });

  test('is another one when the configuration was edited', () => {
    const sockets = folder();
    const config = join(sockets, 'config');
    writeFileSync(config, 'Host *\n');
    const before = controlSocket(sockets, { ...TARGET, config }).path;
    utimesSync(config, 1, 1);
    expect(controlSocket(sockets, { ...TARGET, config }).path).not.toBe(before);
  });

  test('of two that were made at once is the last, and no path was taken twice', () => {
    const sockets = folder();
    const [one, other] = [controlSocket(sockets, TARGET), controlSocket(sockets, TARGET)];
    const first = one.fresh();
    connected(first);
    one.publish(first);
    const second = one.fresh();
    expect(second).not.toBe(first);
    connected(second);
    other.publish(second);
    rmSync(first);
    expect(existsSync(one.path)).toBe(true);
  });

  test('of a connection that has ended is free, and is forgotten at the next one', () => {
    const sockets = folder();
    const ended = controlSocket(sockets, TARGET);
    const made = ended.fresh();
    connected(made);
    ended.publish(made);
    rmSync(made);
    expect(existsSync(ended.path)).toBe(false);
    const next = controlSocket(sockets, { ...TARGET, name: 'cp2' });
    const living = next.fresh();
    connected(living);
    next.publish(living);
    expect(readdirSync(sockets).sort()).toEqual([basename(next.path), basename(living)].sort());
  });
});

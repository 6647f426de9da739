/** What becomes of a connection that an earlier command left, with an ssh that is a small script. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sh } from '../base/shell-text.ts';
import type { SshTarget } from './login-command.ts';
import { opensshShell } from './openssh.ts';

const NEVER = new AbortController().signal;
const TARGET: SshTarget = {
  ...{ name: 'a', address: '192.0.2.1', user: 'root', port: 22 },
  ...{ identityFile: null, bastion: null, config: null },
};

/** Notes what it is asked for. In $ROOT, `dead` makes the connection that was left hang. */
const SSH = `#!/bin/sh
for word; do
  case $word in
    ControlPath=*) path=\${word#ControlPath=} ;;
    -M) what=connect ;;
    -O) what=end ;;
    ProxyCommand=false) left=yes ;;
  esac
done
echo "\${what:-ask\${left:+ by the one that was left}}" >>"$ROOT/calls"
case $what in
  connect) : >"$path" ;;
  end) rm -f "$path" "$ROOT/dead" ;;
  *)
    [ ! -e "$ROOT/dead" ] || exec sleep 30
    sh -c "$word"
    ;;
esac
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'barque-ssh-'));
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin/ssh'), SSH, { mode: 0o755 });
  vi.stubEnv('PATH', `${join(root, 'bin')}:${process.env['PATH']}`);
  vi.stubEnv('ROOT', root);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

const HELLO = { text: sh`echo "hello $1"; echo words >&2`, args: ['you'], timeoutMs: 20_000 };
const ANSWER = { is: 'ended', code: 0, stdout: 'hello you\n', stderr: 'words\n' };
const shell = () => opensshShell(TARGET, join(root, 'sockets'));
const calls = () => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');

async function leaveOne(): Promise<void> {
  expect(await shell().run(HELLO, NEVER)).toEqual(ANSWER);
  expect(calls()).toEqual(['connect', 'ask']);
  rmSync(join(root, 'calls'));
}

test('one that lives answers the first question without another one before it', async () => {
  await leaveOne();
  const next = shell();
  expect(await next.run(HELLO, NEVER)).toEqual(ANSWER);
  expect(await next.run(HELLO, NEVER)).toEqual(ANSWER);
  expect(calls()).toEqual(['ask by the one that was left', 'ask']);
});

test('one on which nobody says a word is ended, and all who asked are answered by a new one', async () => {
  await leaveOne();
  writeFileSync(join(root, 'dead'), '');
  const next = shell();
  expect(await Promise.all([next.run(HELLO, NEVER), next.run(HELLO, NEVER)])).toEqual([ANSWER, ANSWER]);
  expect(calls()).toEqual(['ask by the one that was left', 'end', 'connect', 'ask', 'ask']);
});

test('a content that is not to be had is the asker’s own matter', async () => {
  await leaveOne();
  const next = shell();
  const lacking: readonly Uint8Array[] = [];
  const input = async function* () {
    if (lacking.length === 0) throw new Error('no such program in the bundle');
    yield* lacking;
  };
  await expect(next.run({ ...HELLO, input }, NEVER)).rejects.toThrow('no such program');
  expect(await next.run(HELLO, NEVER)).toEqual(ANSWER);
});

/** A shell on a host over the system's OpenSSH, with one connection that all commands share. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { execa } from 'execa';
import pLimit from 'p-limit';
import { messageOf } from '../base/errors.ts';
import { endedOr } from './abandon.ts';
import { type ControlSocket, controlSocket } from './control-sockets.ts';
import { FOLLOWING, heard } from './follow.ts';
import { loginCommand, type SshTarget, wayOptions } from './login-command.ts';
import { commandLine } from './quote.ts';
import { type Sending, startSending } from './sending.ts';
import type { Shell, ShellReply, ShellRequest } from './shell.ts';

/** sshd's MaxSessions is 10 (sshd_config(5)); beyond it the client opens new connections without a word. */
const SESSIONS = 8;

/** A status line of ours: without it the connection failed, whatever ssh's exit code says (255 is ambiguous). */
const TRAILER = 'barque-status ';

/** A user's own settings and language must not change what is answered. */
const ENVIRONMENT =
  'env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C HOME=/root';

/** Bytes; the longest answers are facts of some hundred kilobytes. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

/** Milliseconds to wait for the connection; OpenSSH's ConnectTimeout below must be shorter. */
const CONNECT_MS = 10_000;

/** Seconds that a connection outlives its last command: as long as a person reads a plan before the next one. */
const PERSIST_S = 60;

/**
 * Milliseconds in which a host answers on a connection that an earlier command left. OpenSSH itself notices a dead host
 * after ServerAliveInterval × ServerAliveCountMax, 15 s.
 */
const STILL_THERE_MS = 2000;

/** Milliseconds for the connection's end; ControlPersist ends it anyway. */
const GOODBYE_MS = 5000;

/**
 * `sockets` is a folder for control sockets; with a name in it a path must stay below 90 bytes (sun_path).
 * Connects at the first command, for as long as its signal lets it: whoever only looks waits less for a dead host. The
 * connection outlives this program by a minute, and the next one takes it: a connection costs a host more than a plan's
 * look does (docs/measurements/build.md).
 */
export function opensshShell(target: SshTarget, sockets: string): Shell {
  const limit = pLimit(SESSIONS);
  let known: ControlSocket | undefined;
  let connected: Promise<string | undefined> | undefined;
  const socket = () => {
    known ??= controlSocket(sockets, target);
    return known;
  };
  const options = (path: string) => [
    ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'ServerAliveInterval=5'],
    ...['-o', 'ServerAliveCountMax=3', '-o', `ControlPath=${path}`, '-l', target.user],
    ...wayOptions(target),
  ];

  /** Undefined when there is a connection, else why there is none. */
  async function connect(signal: AbortSignal): Promise<string | undefined> {
    const { path, fresh, publish } = socket();
    if (existsSync(path) && (await answers(path, signal))) return undefined;
    const made = fresh();
    const errors = `${made}.err`;
    const persist = ['-o', `ControlPersist=${PERSIST_S}`];
    const args = ['-M', '-N', '-f', ...persist, ...options(made), target.name];
    const limits = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]);
    // The connection outlives this program, so its stderr must be a file: a pipe would never end.
    const child = execa('ssh', args, {
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: { file: errors },
      reject: false,
      // Its ProxyCommand, too, must live on when Ctrl-C is for this program only, which finishes what has begun.
      detached: true,
    });
    const ended = await endedOr(child, limits);
    const text = await readFile(errors, 'utf8').catch(() => '');
    await rm(errors, { force: true });
    if (ended !== 'abandoned' && ended.exitCode === 0) {
      publish(made);
      return undefined;
    }
    // Its ProxyCommand waits for a dead host as long as TCP does, two minutes; who looks again and again would heap them up.
    if (ended === 'abandoned') endGroup(child.pid);
    if (text.trim() !== '') return text.trim();
    return signal.aborted ? messageOf(signal.reason) : `no connection within ${CONNECT_MS / 1000} s`;
  }

  /** Whether the host answers on the connection that is there; one on which it does not is ended. */
  async function answers(path: string, signal: AbortSignal): Promise<boolean> {
    // A client that finds no connection behind the socket would make one of its own, which nobody shares.
    const args = ['-o', 'ProxyCommand=false', ...options(path), target.name, ':'];
    const asking = execa('ssh', args, { reject: false, stdin: 'ignore', detached: true });
    const limits = AbortSignal.any([signal, AbortSignal.timeout(STILL_THERE_MS)]);
    const ended = await endedOr(asking, limits);
    if (ended !== 'abandoned' && ended.exitCode === 0) return true;
    const exit = [...options(path), '-O', 'exit', target.name];
    await execa('ssh', exit, { reject: false, stdin: 'ignore', timeout: GOODBYE_MS });
    return false;
  }

  async function attempt(request: ShellRequest, signal: AbortSignal): Promise<ShellReply> {
    connected ??= connect(signal);
    const failure = await connected;
    if (failure !== undefined) return lost(failure);
    const sending = await startSending(request.input ?? '', request.timeoutMs);
    try {
      return await asked(request, sending, signal);
    } finally {
      sending.end();
    }
  }

  async function asked(request: ShellRequest, sending: Sending, signal: AbortSignal): Promise<ShellReply> {
    const outer = `${remote(request)}; echo "${TRAILER}$?" >&2`;
    const child = execa('ssh', [...options(socket().path), target.name, outer], {
      input: sending.input,
      reject: false,
      // As above: a group of its own.
      detached: true,
      stripFinalNewline: false,
      maxBuffer: LONGEST_ANSWER,
    });
    const ended = await endedOr(child, AbortSignal.any([signal, sending.patience]));
    if (ended === 'abandoned') {
      return lost(messageOf(signal.aborted ? signal.reason : sending.patience.reason));
    }
    const stderr = String(ended.stderr);
    const at = stderr.lastIndexOf(TRAILER);
    if (at < 0) return lost(stderr.trim() || `ssh ended with ${ended.exitCode ?? 'no status'}`);
    const code = Number(stderr.slice(at + TRAILER.length).trim());
    return { is: 'ended', code, stdout: String(ended.stdout), stderr: stderr.slice(0, at) };
  }

  async function following(
    request: Pick<ShellRequest, 'text' | 'args'>,
    hear: (line: string) => void,
    signal: AbortSignal,
  ): Promise<string> {
    connected ??= connect(signal);
    const failure = await connected;
    if (failure !== undefined) {
      connected = undefined;
      return failure;
    }
    const args = [...options(socket().path), target.name, remote(request)];
    return await heard(execa('ssh', args, { ...FOLLOWING, detached: true }), hear, signal);
  }

  function remote({ text, args }: Pick<ShellRequest, 'text' | 'args'>): string {
    const inner = commandLine(['/bin/sh', '-c', text, 'barque', ...args]);
    return `${target.user === 'root' ? '' : 'sudo -n '}${ENVIRONMENT} ${inner}`;
  }

  /** The next command looks whether the connection still lives. */
  function lost(because: string): ShellReply {
    connected = undefined;
    return { is: 'lost', because };
  }

  return {
    name: target.name,
    login: loginCommand(target),
    run: (request, signal) => limit(() => attempt(request, signal)),
    // It lasts, so it must not take the place of what is short; two of them fit beside the limit.
    follow: following,
  };
}

/** All that a detached child has started in its group. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

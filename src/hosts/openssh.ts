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

/** What a connection that was there before says first: that a host is behind it. */
const GREETING = 'barque-here\n';

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

  /** Makes a connection: undefined when there is one, else why there is none. */
  async function connect(signal: AbortSignal): Promise<string | undefined> {
    const { fresh, publish } = socket();
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

  /** The connection that is there leads nowhere. */
  async function abandonConnection(): Promise<void> {
    const exit = [...options(socket().path), '-O', 'exit', target.name];
    await execa('ssh', exit, { reject: false, stdin: 'ignore', timeout: GOODBYE_MS });
  }

  /**
   * Asks by the connection that an earlier command left: a question of its own, whether it lives, costs a host as much as
   * a small answer. `lives` tells it as soon as the host says a word; `reply` means nothing when it does not.
   */
  function askedByLeftOne(request: ShellRequest, signal: AbortSignal) {
    const { promise: lives, resolve } = Promise.withResolvers<boolean>();
    const greeted = new AbortController();
    const timer = setTimeout(() => greeted.abort(new Error('no answer')), STILL_THERE_MS);
    const hear = (words: string) => {
      if (!words.includes(GREETING)) return;
      clearTimeout(timer);
      resolve(true);
    };
    const reply = (async (): Promise<ShellReply> => {
      try {
        const sending = await startSending(request.input ?? '', request.timeoutMs);
        const until = AbortSignal.any([signal, greeted.signal]);
        return await asked(request, sending, until, hear).finally(sending.end);
      } catch (error) {
        // What it was to send was not to be had: no matter of the connection.
        resolve(true);
        throw error;
      } finally {
        clearTimeout(timer);
        resolve(signal.aborted);
      }
    })();
    return { lives, reply };
  }

  async function attempt(request: ShellRequest, signal: AbortSignal): Promise<ShellReply> {
    if (connected === undefined && existsSync(socket().path)) {
      const { lives, reply } = askedByLeftOne(request, signal);
      connected = lives.then(async is => {
        if (is) return undefined;
        await abandonConnection();
        return await connect(signal);
      });
      if (await lives) return forgotten(await reply);
    }
    connected ??= connect(signal);
    const failure = await connected;
    if (failure !== undefined) return forgotten(lost(failure));
    const sending = await startSending(request.input ?? '', request.timeoutMs);
    try {
      return forgotten(await asked(request, sending, signal));
    } finally {
      sending.end();
    }
  }

  /** After a lost answer the next command looks whether the connection still lives. */
  function forgotten(reply: ShellReply): ShellReply {
    if (reply.is === 'lost') connected = undefined;
    return reply;
  }

  /** `greeting`: hears what comes on standard error, by a connection that this program did not make. */
  async function asked(
    request: ShellRequest,
    sending: Sending,
    signal: AbortSignal,
    greeting?: (words: string) => void,
  ): Promise<ShellReply> {
    // A client that finds no connection behind the socket would make one of its own, which nobody shares.
    const shared = greeting === undefined ? [] : ['-o', 'ProxyCommand=false'];
    const outer = `${greeting === undefined ? '' : 'echo barque-here >&2; '}${remote(request)}; echo "${TRAILER}$?" >&2`;
    const child = execa('ssh', [...shared, ...options(socket().path), target.name, outer], {
      input: sending.input,
      reject: false,
      // As above: a group of its own.
      detached: true,
      stripFinalNewline: false,
      maxBuffer: LONGEST_ANSWER,
    });
    if (greeting !== undefined) child.stderr.on('data', (words: Buffer) => greeting(String(words)));
    const ended = await endedOr(child, AbortSignal.any([signal, sending.patience]));
    if (ended === 'abandoned') {
      return lost(messageOf(signal.aborted ? signal.reason : sending.patience.reason));
    }
    const stderr = String(ended.stderr).replace(GREETING, '');
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

function lost(because: string): ShellReply {
  return { is: 'lost', because };
}

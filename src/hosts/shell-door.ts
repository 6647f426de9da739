/** A host and the way to take it, over any shell. */

import { READ_MS, REPLY_GRACE_MS } from '../base/deadlines.ts';
import { BarqueError } from '../base/errors.ts';
import { type Observation, observationOf, wireOf } from '../base/observation.ts';
import type { ShellText } from '../base/shell-text.ts';
import {
  type Action,
  type Door,
  type Host,
  type HostInHand,
  notHeld,
  type Outcome,
  type Renewal,
} from './host.ts';
import { RELEASE, RENEW, STEP, STEPS, TAKE } from './host-scripts.ts';
import type { Shell } from './shell.ts';

export function shellDoor(shell: Shell): Door {
  const host: Host = { name: shell.name, read: (reading, signal) => read(shell, reading, signal) };
  return {
    host,
    take: async (seen, next, patienceMs, signal) => {
      const { holder } = next;
      const reply = await shell.run(
        {
          text: TAKE,
          args: [
            String(seen.epoch),
            String(next.epoch),
            next.cluster.id,
            next.cluster.name,
            next.run,
            holder.user,
            holder.machine,
            String(holder.pid),
            holder.started,
            String(Math.ceil(patienceMs / 1000)),
          ],
          timeoutMs: patienceMs + READ_MS,
        },
        signal,
      );
      if (reply.is === 'lost') return { is: 'unreachable', because: reply.because };
      const { answer, stopped } = answerOf(reply);
      if (answer === 'taken')
        return { is: 'taken', hand: inHand(shell, host, next.epoch, next.run), stopped };
      if (answer === 'changed') return { is: 'changed' };
      return {
        is: 'unreachable',
        because: reply.stderr.trim() || `it answered ${JSON.stringify(reply.stdout)}`,
      };
    },
    follow: (following, hear, signal) => shell.follow(following, hear, signal),
  };
}

async function read<T>(shell: Shell, reading: Parameters<Host['read']>[0], signal: AbortSignal): Promise<T> {
  const request = { text: reading.text, args: reading.args, timeoutMs: READ_MS };
  const reply = await shell.run(
    reading.input === undefined ? request : { ...request, input: reading.input },
    signal,
  );
  if (reply.is === 'lost') {
    throw new BarqueError({
      domain: 'connection',
      attempted: `read ${reading.name}`,
      where: shell.name,
      cameBack: reply.because,
      ...(shell.login === undefined
        ? {}
        : { next: `See whether you can log in yourself:\n\n  ${shell.login}` }),
    });
  }
  if (reply.code !== 0) {
    throw new BarqueError({
      domain: 'remote-step',
      attempted: `read ${reading.name}`,
      where: shell.name,
      cameBack: reply.stderr.trim() || `status ${reply.code}`,
      next: 'Barque needs root on the host: as user root, or by sudo without a password.',
    });
  }
  return reading.parse(reply.stdout) as T;
}

function inHand(shell: Shell, host: Host, epoch: number, run: string): HostInHand {
  return {
    ...host,
    epoch,
    perform: async (action, signal) => {
      if (action.inline) return (await together(shell, epoch, run, [action], signal))[0]!;
      const reply = await shell.run(
        {
          text: STEP,
          args: [
            // Streams may be larger than what a host's memory can spare.
            typeof action.input === 'string' ? 'memory' : 'disk',
            String(epoch),
            run,
            action.id,
            action.unit,
            seconds(action.deadlineMs),
            ...expected(action),
            action.observe,
            action.perform,
            ...safeArguments(action),
          ],
          input: action.input,
          timeoutMs: action.deadlineMs + REPLY_GRACE_MS,
        },
        signal,
      );
      return reply.is === 'lost' ? { is: 'unknown', because: reply.because } : outcomeOf(reply, action);
    },
    performTogether: (actions, signal) => together(shell, epoch, run, actions, signal),
    renew: async (signal): Promise<Renewal> => {
      const reply = await shell.run({ text: RENEW, args: [String(epoch)], timeoutMs: READ_MS }, signal);
      if (reply.is === 'lost') return { is: 'unknown', because: reply.because };
      const { answer, fenced } = answerOf(reply);
      if (fenced !== undefined) return notHeld(fenced);
      return answer === 'held' ? { is: 'held' } : { is: 'unknown', because: reply.stderr.trim() };
    },
    release: async signal => {
      await shell.run({ text: RELEASE, args: [String(epoch)], timeoutMs: READ_MS }, signal);
    },
  };
}

async function together(
  shell: Shell,
  epoch: number,
  run: string,
  actions: readonly Action[],
  signal: AbortSignal,
): Promise<Outcome[]> {
  const texts = [...new Set(actions.flatMap(({ observe, perform }) => [observe, perform]))];
  const numberOf = (text: ShellText) => String(texts.indexOf(text));
  const contents = actions.map(contentOf);
  const reply = await shell.run(
    {
      text: STEPS,
      args: [
        ...[String(epoch), run, String(texts.length), ...texts],
        ...actions.flatMap((action, at) => [
          action.id,
          seconds(action.deadlineMs),
          ...expected(action),
          numberOf(action.observe),
          numberOf(action.perform),
          String(Buffer.byteLength(contents[at]!)),
          safeArguments(action).join('\t'),
        ]),
      ],
      input: contents.join(''),
      timeoutMs: actions.reduce((sum, { deadlineMs }) => sum + deadlineMs, REPLY_GRACE_MS),
    },
    signal,
  );
  if (reply.is === 'lost') return [{ is: 'unknown', because: reply.because }];
  const answers = reply.stdout.split(/^step$/m).slice(1);
  if (answers.length === 0) answers.push(reply.stdout);
  return answers.map((stdout, at) => outcomeOf({ stdout, stderr: reply.stderr }, actions[at]!));
}

function contentOf({ id, input }: Action): string {
  if (typeof input === 'string') return input;
  throw new BarqueError({
    domain: 'bug',
    attempted: `send the content of ${id} together with others`,
    cameBack: 'it is a stream, and what is done inline is short',
  });
}

function seconds(ms: number): string {
  return String(Math.ceil(ms / 1000));
}

/** What must be seen before, and after. */
function expected({ before, after }: Action): [string, string] {
  return [before === null ? 'any' : asCaptured(before), asCaptured(after)];
}

/** systemd expands $ in the command line of a unit, and the host reads jobs line by line. */
function safeArguments(action: Action): readonly string[] {
  for (const word of action.args) {
    if (word === '' || /[$\n\t\0]/.test(word)) {
      throw new BarqueError({
        domain: 'bug',
        attempted: `pass an argument to ${action.id}`,
        cameBack: `${JSON.stringify(word)} is empty or holds $, a tab or a newline`,
      });
    }
  }
  return action.args;
}

function outcomeOf(reply: { stdout: string; stderr: string }, action: Action): Outcome {
  const { answer, fenced, observed, log } = answerOf(reply);
  if (fenced !== undefined) return notHeld(fenced);
  switch (answer) {
    case 'already':
      return { is: 'done', acted: false };
    case 'foreign':
      return { is: 'foreign', observed };
    case 'not-started':
      return { is: 'not-done', observed: action.before ?? {}, log: reply.stderr.trim() };
    case 'done':
      return { is: 'done', acted: true };
    case 'ended':
      return { is: 'not-done', observed, log };
    default:
      return { is: 'unknown', because: reply.stderr.trim() || `it answered ${JSON.stringify(reply.stdout)}` };
  }
}

interface Answer {
  answer: string | undefined;
  fenced: number | undefined;
  stopped: string[];
  observed: Observation;
  log: string;
}

function answerOf(reply: { stdout: string }): Answer {
  const lines = reply.stdout.split('\n');
  const all = (word: string) =>
    lines.filter(line => line.startsWith(`${word}=`)).map(line => line.slice(word.length + 1));
  const fenced = all('fenced')[0];
  return {
    answer: all('answer')[0],
    fenced: fenced === undefined ? undefined : Number(fenced),
    stopped: all('stopped'),
    observed: observationOf(text(all('observed')[0] ?? '')),
    log: text(all('log')[0] ?? ''),
  };
}

/** As a shell captures it: without the last newline. */
function asCaptured(observation: Observation): string {
  return wireOf(observation).replace(/\n$/, '');
}

function text(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString('utf8');
}

/** What a contract needs of a machine beside its door; one for simulated machines, one for those of a lab. */
import { expect } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { type Digest, digestOfText } from '../../src/base/digest.ts';
import type { Observation } from '../../src/base/observation.ts';
import { writeTar } from '../../src/bundle/images/tar.ts';
import { CLAIM } from '../../src/hosts/claim.ts';
import type { Door, HostInHand, Outcome, Taking } from '../../src/hosts/host.ts';
import type { Step } from '../../src/plan/change.ts';
import { afterOf, type Verb } from '../../src/plan/verb.ts';
import type { BundleSource } from '../../src/verbs/given.ts';
import { actionOf, observations } from '../../src/verbs/verbs.ts';

export interface Workbench {
  door: Door;
  clock: Clock;
  /** A package that can be installed, and the unit that it would start. */
  offered: { name: string; version: string; unit: string };
  /** A daemon that is there and not running, and where its configuration and its drop-in lie. */
  daemon: { unit: string; config: string; settings: string };
  /** What steps take from the bundle. */
  source: BundleSource;
  /** Programs in it, by their paths: `programs/one`, `programs/two`. */
  bundled: Readonly<Record<string, string>>;
  /** The same bundle as the machine itself sees it. */
  onHost: string;
  /** Somebody changes a program. */
  spoil(path: string): Promise<void>;
  /** Somebody else writes a file, 0644 root:root. */
  write(path: string, content: string): Promise<void>;
  /** Null when there is none. */
  read(path: string): Promise<string | null>;
  stop(unit: string): Promise<void>;
  /** Changes whenever the unit is started, and not when it is reloaded. */
  invocation(unit: string): Promise<string>;
  /** What the host has noted of a step, as `intent` and `done`. */
  notes(step: string): Promise<string[]>;
  /** Begins to take connections on the machine itself. */
  listen(port: number): Promise<void>;
}

const NEVER = new AbortController().signal;
const CLUSTER = { id: 'c0ffee', name: 'contract' };

/** Takes the machine from whoever has it. */
export async function taking(bench: Workbench, patienceMs = 20_000): Promise<Taking & { is: 'taken' }> {
  const seen = await bench.door.host.read(CLAIM, NEVER);
  const next = {
    epoch: seen.epoch + 1,
    cluster: seen.cluster ?? CLUSTER,
    run: `contract-${seen.epoch + 1}`,
    holder: { user: 'root', machine: 'here', pid: 1, started: '1' },
  };
  const taken = await bench.door.take(seen, next, patienceMs, NEVER);
  if (taken.is !== 'taken') throw new Error(`the machine could not be taken: ${JSON.stringify(taken)}`);
  return taken;
}

export async function take(bench: Workbench): Promise<HostInHand> {
  return (await taking(bench)).hand;
}

/** Looked at alone, and beside another of its kind, which some kinds do by another program: it must not matter. */
export async function observe(bench: Workbench, verb: Verb, deep = false): Promise<Observation> {
  const [alone] = await bench.door.host.read(observations([verb], { deep }), NEVER);
  expect(await bench.door.host.read(observations([verb, verb], { deep }), NEVER)).toEqual([alone, alone]);
  return alone!;
}

export interface Doing {
  id: string;
  verb: Verb;
  content?: string;
  /** What the plan saw; what is there now when left out. */
  before?: Observation | null;
  deadlineMs?: number;
  /** What arrives instead of the content. */
  damaged?: string;
  signal?: AbortSignal;
}

export async function perform(bench: Workbench, hand: HostInHand, doing: Doing): Promise<Outcome> {
  const { id, verb, content } = doing;
  const before = doing.before === undefined ? await observe(bench, verb) : doing.before;
  const step: Step = {
    id,
    verb,
    deadlineMs: doing.deadlineMs ?? 60_000,
    before,
    after: afterOf(verb),
    repeat: 'safe',
  };
  const blobs: Record<Digest, string> = content === undefined ? {} : { [digestOfText(content)]: content };
  const given = { blobs, source: bench.source, late: new Map() };
  const action = actionOf(step, given, hand.epoch);
  return hand.perform({ ...action, input: doing.damaged ?? action.input }, doing.signal ?? NEVER);
}

/** Waits until the host has noted that the step was begun. */
export async function begun(bench: Workbench, step: string): Promise<void> {
  while (!(await bench.notes(step)).includes('intent')) await bench.clock.sleep(50, NEVER);
}

/** The contract's own bundle: two programs, and no image. */
export const BUNDLED = {
  'programs/one': '#!/bin/sh\necho one\n',
  'programs/two': '#!/bin/sh\necho two\n',
};

export const BUNDLED_SOURCE: BundleSource = {
  programs: files =>
    writeTar(
      files.map(({ name, file }) => ({
        is: 'file',
        path: name,
        mode: 0o755,
        content: Buffer.from(BUNDLED[file as keyof typeof BUNDLED]),
      })),
    ),
  images: () => writeTar([]),
};

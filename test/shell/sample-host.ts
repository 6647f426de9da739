/**
 * A folder that stands for a host's root, so that the shell of a verb or a fact is played by a real shell without a host:
 * paths of the text lead into the folder, and programs that a host would have are small scripts of the test.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Observation, observationOf } from '../../src/base/observation.ts';
import type { ShellText } from '../../src/base/shell-text.ts';

export interface Played {
  code: number;
  stdout: string;
  stderr: string;
}

export interface SampleHost {
  /** Where a path of the host lies. */
  at(path: string): string;
  /** A text whose paths lead into the folder. */
  placed(text: string): string;
  write(path: string, content: string): void;
  /** Null when there is none. */
  read(path: string): string | null;
  /** As old as so many seconds. */
  age(path: string, seconds: number): void;
  /** A program of the host: what stands after `#!/bin/sh`. */
  program(name: string, text: string): void;
  /** What has been noted by programs, a line each: they append to `$CALLS`. */
  calls(): string[];
  play(text: ShellText, args: readonly string[], input?: string): Played;
  /** Plays a text that observes. */
  observe(text: ShellText, args: readonly string[]): Observation;
  remove(): void;
}

/** Places of a host that texts of Barque name, where a word begins with them. */
const PLACES = /(?<![\w/.}])\/(?=(?:etc|var\/lib|run|usr\/local)\/)/g;

/** Milliseconds: whoever waits longer in a test waits for ever. */
const PATIENCE_MS = 20_000;

export function sampleHost(): SampleHost {
  const root = mkdtempSync(join(tmpdir(), 'barque-host-'));
  const at = (path: string) => join(root, path);
  const write = (path: string, content: string, mode = 0o644) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content, { mode });
  };
  const read = (path: string) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : null);
  const placed = (text: string) => text.replaceAll(PLACES, `${root}/`);
  const play = (text: ShellText, args: readonly string[], input = ''): Played => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', placed(text), 'barque', ...args], {
      input,
      encoding: 'utf8',
      timeout: PATIENCE_MS,
      env: { PATH: `${at('/bin')}:${process.env['PATH']}`, LC_ALL: 'C', CALLS: at('/calls') },
    });
    return { code: status ?? -1, stdout, stderr };
  };
  mkdirSync(at('/bin'));
  return {
    at,
    placed,
    write,
    read,
    play,
    age: (path, seconds) => {
      const then = Date.now() / 1000 - seconds;
      utimesSync(at(path), then, then);
    },
    program: (name, text) => write(`/bin/${name}`, `#!/bin/sh\n${text}\n`, 0o755),
    calls: () => (read('/calls') ?? '').split('\n').filter(line => line !== ''),
    observe: (text, args) => observationOf(play(text, args).stdout),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

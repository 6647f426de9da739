/** The shell by which `program.put` looks at programs and links, in a folder that stands for a host. */
import { chmodSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SampleHost, sampleHost } from '../../test/shell/sample-host.ts';
import { digestOfText, hexOf } from '../base/digest.ts';
import type { ProgramPut } from '../plan/verbs/program-put.ts';
import { PROGRAM_PUT } from './program-put.ts';

let host: SampleHost;
beforeEach(() => {
  host = sampleHost();
});
afterEach(() => host.remove());

function verbOf(folder: string, names: readonly string[], links: Record<string, string> = {}): ProgramPut {
  return {
    do: 'program.put',
    folder: host.at(folder),
    onHost: null,
    programs: names.map(name => ({ name, sha256: '', file: name, size: 0 })),
    links: Object.fromEntries(Object.entries(links).map(([path, to]) => [host.at(path), to])),
  };
}

function program(path: string, content: string, mode = 0o755): string {
  host.write(path, content);
  chmodSync(host.at(path), mode);
  return hexOf(digestOfText(content));
}

const look = (verb: ProgramPut, deep = false) =>
  host.observe(PROGRAM_PUT.observe, PROGRAM_PUT.args(verb, deep));

function lookAtMany(verbs: readonly ProgramPut[], deep = false) {
  const many = PROGRAM_PUT.observeMany!;
  return many.parse(host.play(many.text, many.args(verbs, deep)).stdout, verbs);
}

test('a program is its digest, or why it is none', () => {
  const digest = program('/opt/a/one', 'one');
  program('/opt/a/two', 'two', 0o644);
  symlinkSync('/bin/true', host.at('/opt/a/three'));
  expect(look(verbOf('/opt/a', ['one', 'two', 'three', 'four']))).toEqual({
    one: digest,
    two: 'not-executable',
    three: 'absent',
    four: 'absent',
  });
});

test('a link is where it leads, or what stands in its place', () => {
  program('/opt/a/one', 'one');
  program('/usr/x', 'x');
  symlinkSync('/somewhere/else', host.at('/usr/one'));
  const links = { '/usr/one': '/opt/a/one', '/usr/x': '/opt/a/x', '/usr/none': '/opt/a/none' };
  expect(look(verbOf('/opt/a', [], links))).toEqual({
    [host.at('/usr/one')]: '/somewhere/else',
    [host.at('/usr/x')]: 'no-link',
    [host.at('/usr/none')]: 'absent',
  });
});

test('what is looked at with others is seen as alone, also when it is asked for twice', () => {
  program('/opt/a/one', 'one');
  program('/opt/b/one', 'another one');
  const verbs = [verbOf('/opt/a', ['one', 'none'], { '/usr/one': 'x' }), verbOf('/opt/b', ['one'])];
  for (const deep of [false, true]) {
    const alone = verbs.map(verb => look(verb, deep));
    expect(lookAtMany(verbs, deep)).toEqual(alone);
    expect(lookAtMany([...verbs, ...verbs], deep)).toEqual([...alone, ...alone]);
  }
});

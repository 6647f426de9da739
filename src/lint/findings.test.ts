/** Each finding is shown a file that has it, and one that is nearly the same and has it not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from './finding.ts';
import { FINDINGS } from './findings.ts';
import { lintFiles } from './lint.ts';
import { readFiles, type WrittenFile } from './read-files.ts';

const SAMPLES = join(import.meta.dirname, 'samples');

function filesIn(folder: string): WrittenFile[] {
  return readdirSync(folder)
    .sort()
    .map(file => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}

function idsIn(folder: string): string[] {
  return [...new Set(lintFiles(readFiles(filesIn(folder))).map(({ id }) => id))];
}

describe.each(FINDINGS.map(({ id }) => id))('%s', id => {
  const folder = join(SAMPLES, 'findings', id);

  it('is found where it is', () => {
    expect(idsIn(join(folder, 'has'))).toContain(id);
  });

  it('is not found where it is not', () => {
    expect(idsIn(join(folder, 'has-not'))).not.toContain(id);
  });
});

describe('the list', () => {
  it('has more findings than the research has pitfalls of files', () => {
    expect(FINDINGS.length).toBeGreaterThanOrEqual(22);
  });

  it('gives each an id of its own, in words that people can write', () => {
    const ids = FINDINGS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter(id => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('has no samples of findings that are gone', () => {
    const ids = FINDINGS.map(({ id }) => id);
    expect(readdirSync(join(SAMPLES, 'findings')).filter(name => !ids.includes(name))).toEqual([]);
    expect(existsSync(join(SAMPLES, 'clean'))).toBe(true);
  });
});

describe('what is told', () => {
  it('has the worst first, with a line that is there, a reason and a remedy', () => {
    for (const { id } of FINDINGS) {
      const files = filesIn(join(SAMPLES, 'findings', id, 'has'));
      const told = lintFiles(readFiles(files));
      const ranks = told.map(({ severity }) => SEVERITIES.indexOf(severity));
      expect(ranks).toEqual([...ranks].sort());
      for (const { file, line, reason, remedy } of told) {
        const text = files.find(each => each.file === file)!.text;
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
        expect(reason).toMatch(/\S/);
        expect(remedy).toMatch(/\S/);
      }
    }
  });

  it('is nothing for files that are right', () => {
    expect(lintFiles(readFiles(filesIn(join(SAMPLES, 'clean'))))).toEqual([]);
  });

  it('points at the line where the mistake stands', () => {
    const folder = join(SAMPLES, 'findings/no-check/has');
    const lines = filesIn(folder)[0]!.text.split('\n');
    const [found] = lintFiles(readFiles(filesIn(folder))).filter(({ id }) => id === 'no-check');
    expect(lines[found!.line - 1]).toContain('server two');
  });
});

describe('files of Barque itself', () => {
  const golden = (...names: string[]): WrittenFile[] =>
    names.map(file => ({
      file,
      text: readFileSync(join(import.meta.dirname, '../../test/golden', file), 'utf8'),
    }));

  it.each([
    [['haproxy-verified.cfg', 'keepalived.conf']],
    [['haproxy-verified.cfg', 'keepalived-2.2.7.conf']],
    [['haproxy-verified.cfg', 'keepalived-alone.conf']],
    [['keepalived-patched.conf']],
  ])('%j have no findings', names => {
    expect(lintFiles(readFiles(golden(...names)))).toEqual([]);
  });

  it.each(['haproxy.cfg', 'haproxy-patched.cfg'])('%s, made without a CA, has that one', name => {
    expect(lintFiles(readFiles(golden(name))).map(({ id }) => id)).toEqual(['verify-none']);
  });
});

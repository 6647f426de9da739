/** Long files: a question to their authors, not an offence. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.ts';

/** Past this a file usually holds two concepts (CONTRIBUTING.md). */
const LONG = 300;

/** `src/x/y.ts (312 lines)`, longest first. */
export function longFiles(): string[] {
  return globSync('{src,test,setup,bench}/**/*.{ts,mjs}', { cwd: ROOT })
    .map(path => ({ path, lines: readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > LONG)
    .sort((a, b) => b.lines - a.lines)
    .map(({ path, lines }) => `${path} (${lines} lines)`);
}

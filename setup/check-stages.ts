/** The stages of the check tier: types, Biome, and all tests that need no machine. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counts, countVitest, FAILED_ONE, lineOf, PASSED_ONE } from './counts.ts';
import { say, task } from './progress.mjs';
import { type Ran, ROOT, runCaptured } from './run.ts';

const bin = (name: string) => join(ROOT, 'node_modules', name);
export const VITEST = bin('vitest/vitest.mjs');

/** What tsc knows of files that have not changed: a second instead of five. */
const KNOWN_TYPES = bin('.cache/barque/types.tsbuildinfo');

/**
 * All at once: types and Biome are short and end while the tests still start. With `files`, parts of paths,
 * only the tests in such files, and nothing else.
 */
export async function checkStages(files: readonly string[]): Promise<Counts[]> {
  if (files.length > 0) return [await vitestStage('tests without machines', 'vitest.config.ts', files)];
  return Promise.all([
    oneOrNothing('types', bin('typescript/bin/tsc'), [
      ...['--noEmit', '--pretty', 'false'],
      ...['--incremental', '--tsBuildInfoFile', KNOWN_TYPES],
    ]),
    oneOrNothing('Biome', bin('@biomejs/biome/bin/biome'), [
      'check',
      '--error-on-warnings',
      '--diagnostic-level=warn',
      '--colors=off',
    ]),
    vitestStage('unit, rules and simulation tests', 'vitest.config.ts', []),
  ]);
}

/** A checker that either accepts everything or does not. */
async function oneOrNothing(title: string, script: string, args: readonly string[]): Promise<Counts> {
  let ran: Ran = { code: null, output: '' };
  await task(title, async () => {
    ran = await runCaptured(process.execPath, [script, ...args]);
    return { ok: ran.code === 0 };
  });
  if (ran.code === 0) return PASSED_ONE;
  show(title, ran.output);
  return FAILED_ONE;
}

/** A vitest run whose output is shown only when something failed. */
export async function vitestStage(title: string, config: string, files: readonly string[]): Promise<Counts> {
  let counts = FAILED_ONE;
  let output = '';
  await task(title, async note => {
    let done = 0;
    const heard = (line: string) => {
      if (/ \(\d+ tests?/.test(line)) note(`${++done} files`);
    };
    const ran = await withReport(async (report, reporters) => {
      const args = [
        VITEST,
        'run',
        '--config',
        config,
        '--reporter=default',
        ...reporters,
        ...narrowed(files),
      ];
      const result = await runCaptured(process.execPath, args, { heard });
      return { ...result, report: await report() };
    });
    output = ran.output.replace(/JSON report written to .*$/m, '');
    counts = countVitest(ran.report, ran.code);
    return { ok: counts.failed === 0, words: lineOf(counts) };
  });
  if (counts.failed > 0) show(title, output);
  return counts;
}

/** Arguments of vitest for files that may all be of another tier. */
export function narrowed(files: readonly string[]): string[] {
  return files.length === 0 ? [] : ['--passWithNoTests', ...files];
}

/** Gives a vitest run a JSON report beside its words; `report` reads it, undefined when none was written. */
export async function withReport<T>(
  work: (report: () => Promise<string | undefined>, reporters: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'barque-tests-'));
  const path = join(folder, 'report.json');
  try {
    return await work(
      () => readFile(path, 'utf8').catch(() => undefined),
      ['--reporter=json', `--outputFile.json=${path}`],
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Enough to see what failed; a plan for a thousand hosts in one line of a difference helps nobody. */
const SHOWN_LINES = 400;
const SHOWN_COLUMNS = 400;

/** What a broken stage said, under its name: the end of it, since runners sum up there. */
export function show(title: string, output: string): void {
  const lines = output.trimEnd().split('\n');
  const left = lines.length - SHOWN_LINES;
  const shown = lines
    .slice(-SHOWN_LINES)
    .map(line =>
      line.length > SHOWN_COLUMNS ? `${line.slice(0, SHOWN_COLUMNS)}… (${line.length} characters)` : line,
    );
  if (left > 0) shown.unshift(`(${left} lines before these are left out)`);
  say(`\n──── ${title} ────\n${shown.join('\n')}\n────\n`);
}

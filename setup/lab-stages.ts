/** The stages that need machines: the bundle they install from, and the lab's own suites. */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { narrowed, VITEST, withReport } from './check-stages.ts';
import { type Counts, countVitest, FAILED_ONE, lineOf } from './counts.ts';
import { duration, green, red, say, yellow } from './progress.mjs';
import { ROOT, runCaptured, runOpenly } from './run.ts';

const CONFIG = ['--config', 'vitest.lab.config.ts'];
/** As in that configuration. */
const INCLUDE = 'test/lab/**/*.test.ts';
/** What the suites of today install on machines; Kubernetes is not among it. */
const PARTS = 'packages,probe';

/** Runs the lab's suites, or counts them as skipped when `noLab` says why they cannot run. */
export async function labStages(noLab: string | undefined, files: readonly string[]): Promise<Counts[]> {
  if (noLab !== undefined) {
    const skipped = await countLabTests(files);
    say(`${yellow('-')} lab tests: ${skipped} skipped, because ${noLab}`);
    return [{ passed: 0, failed: 0, skipped }];
  }
  if (labFiles(files).length === 0) {
    say(`${yellow('-')} lab tests: there are none${files.length > 0 ? ' of that name' : ''}`);
    return [];
  }
  const bundle = await buildBundle();
  if (bundle === undefined) {
    say(`${red('✗')} lab tests: not run, because the bundle could not be built`);
    return [FAILED_ONE];
  }
  return [await runLabTests(bundle, files)];
}

async function runLabTests(bundle: string, files: readonly string[]): Promise<Counts> {
  say('\nLab tests:');
  const began = performance.now();
  const counts = await withReport(async (report, reporters) => {
    const args = [VITEST, 'run', ...CONFIG, '--reporter=verbose', ...reporters, ...narrowed(files)];
    const code = await runOpenly(process.execPath, args, { BARQUE_TEST_BUNDLE: bundle });
    return countVitest(await report(), code);
  });
  const mark = counts.failed > 0 ? red('✗') : green('✓');
  say(`${mark} lab tests: ${lineOf(counts)} (${duration(performance.now() - began)})`);
  return counts;
}

/** The bundle's folder; undefined when it failed, which it has then said itself. */
async function buildBundle(): Promise<string | undefined> {
  say('\nBundle:');
  return new Promise(resolve => {
    const args = [join(ROOT, 'barque'), 'bundle', 'build', '--parts', PARTS];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    let folder = '';
    child.stdout.setEncoding('utf8').on('data', chunk => {
      folder += chunk;
    });
    child.on('error', () => resolve(undefined));
    child.on('close', code => resolve(code === 0 ? folder.trim() : undefined));
  });
}

/** Test files of the lab whose path holds one of `parts`; all without any. */
function labFiles(parts: readonly string[]): string[] {
  const all = globSync(INCLUDE, { cwd: ROOT });
  return parts.length === 0 ? all : all.filter(path => parts.some(part => path.includes(part)));
}

/** Vitest collects the tests without running them; where even that fails, each file counts as one. */
async function countLabTests(files: readonly string[]): Promise<number> {
  const found = labFiles(files);
  if (found.length === 0) return 0;
  const ran = await runCaptured(process.execPath, [VITEST, 'list', ...CONFIG, '--json', ...files]);
  try {
    const list = JSON.parse(ran.output.slice(ran.output.indexOf('['))) as unknown[];
    return list.length;
  } catch {
    return found.length;
  }
}

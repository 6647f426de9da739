/** The stages that need machines: the bundle they install from, and the lab's own suites. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { narrowed, VITEST, withReport } from './check-stages.ts';
import { type Counts, countVitest, FAILED_ONE, lineOf } from './counts.ts';
import { duration, green, red, say, yellow } from './progress.mjs';
import { ROOT, runCaptured, runOpenly } from './run.ts';

const CONFIG = ['--config', 'vitest.lab.config.ts'];
/** As in that configuration. */
const INCLUDE = 'test/lab/**/*.test.ts';
/** Suites of balancers need only these parts. */
const PARTS = ['--parts', 'packages,probe'];
/** Suites whose machines become a Kubernetes cluster, by their paths, and the bundle that they take (test/lab/bundle.ts). */
const WITH_KUBERNETES = /create/;
const KUBERNETES = ['--kubernetes', '1.36.3'];

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
  const needed = labFiles(files).some(path => WITH_KUBERNETES.test(path)) ? [PARTS, KUBERNETES] : [PARTS];
  for (const words of needed) {
    if (await buildBundle(words)) continue;
    say(`${red('✗')} lab tests: not run, because the bundle could not be built`);
    return [FAILED_ONE];
  }
  return [await runLabTests(files)];
}

async function runLabTests(files: readonly string[]): Promise<Counts> {
  say('\nLab tests:');
  const began = performance.now();
  const counts = await withReport(async (report, reporters) => {
    const args = [VITEST, 'run', ...CONFIG, '--reporter=verbose', ...reporters, ...narrowed(files)];
    const code = await runOpenly(process.execPath, args);
    return countVitest(await report(), code);
  });
  const mark = counts.failed > 0 ? red('✗') : green('✓');
  say(`${mark} lab tests: ${lineOf(counts)} (${duration(performance.now() - began)})`);
  return counts;
}

/** False when it failed, which it has then said itself. The suites find it in the cache. */
async function buildBundle(words: readonly string[]): Promise<boolean> {
  say(`\nBundle (${words.join(' ')}):`);
  return (await runOpenly(process.execPath, [join(ROOT, 'barque'), 'bundle', 'build', ...words])) === 0;
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

/** `npm test` after the set-up: the check tier, the Go programs of our own, the package, the lab; then the totals. */
import { parseArgs } from 'node:util';
import { checkStages, show, vitestStage } from './check-stages.ts';
import { type Counts, countGo, FAILED_ONE, lineOf, sum } from './counts.ts';
import { labStages } from './lab-stages.ts';
import { duration, say, task } from './progress.mjs';
import { runCaptured } from './run.ts';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: { only: { type: 'string' }, file: { type: 'string', multiple: true } },
  allowPositionals: true,
});
/** Why there is no lab here; the set-up has found out. */
const noLab = process.env.BARQUE_NO_LAB || undefined;
const files = [...(values.file ?? []), ...positionals];
const began = performance.now();
const counts: Counts[] = [];
try {
  if (values.only !== 'lab') {
    counts.push(...(await checkStages(files)));
    if (files.length === 0) {
      counts.push(await probeStage());
      counts.push(await vitestStage('the npm package', 'vitest.pack.config.ts', []));
    }
  }
  if (values.only !== 'check') counts.push(...(await labStages(noLab, files)));
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  counts.push(FAILED_ONE);
}
if (files.length > 0 && Object.values(sum(counts)).every(count => count === 0)) {
  say(`No test file's path holds ${files.join(' or ')}: nothing was tested.`);
  counts.push(FAILED_ONE);
}
const total = sum(counts);
say(`\n${duration(performance.now() - began)}`);
say(lineOf(total));
process.exitCode = total.failed > 0 ? 1 : 0;

/** upstream/barque-probe has tests in its own language. */
async function probeStage(): Promise<Counts> {
  let counts: Counts = { passed: 0, failed: 0, skipped: 1 };
  let output = '';
  await task('barque-probe (Go)', async () => {
    const env = { GOTOOLCHAIN: 'auto', GOFLAGS: '-mod=readonly' };
    const found = await runCaptured('go', ['version'], { cwd: '/', env });
    if (found.code === null) return { skipped: true, words: 'skipped, because Go is not installed' };
    const ran = await runCaptured('go', ['test', '-json', './...'], { cwd: 'upstream/barque-probe', env });
    output = ran.output;
    counts = countGo(output, ran.code);
    return { ok: counts.failed === 0, words: lineOf(counts) };
  });
  if (counts.failed > 0) show('barque-probe (Go)', goWords(output));
  return counts;
}

/** The words within the JSON of `go test -json`. */
function goWords(lines: string): string {
  return lines
    .split('\n')
    .map(line => {
      if (!line.startsWith('{')) return line === '' ? '' : `${line}\n`;
      return (JSON.parse(line) as { Output?: string }).Output ?? '';
    })
    .join('');
}

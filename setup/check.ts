/** `npm run check`: everything that needs no machine, within a minute. */
import { checkStages } from './check-stages.ts';
import { lineOf, sum } from './counts.ts';
import { longFiles } from './long-files.ts';
import { duration, say, yellow } from './progress.mjs';

/** What a person waits for without turning to something else, milliseconds (design: tests that mean something). */
const BOUND_MS = 60_000;

/** Of the points of simulations that `npm test` plays, one in so many: all of them take two minutes. */
process.env.BARQUE_SPREAD ??= '4';

const began = performance.now();
const counts = sum(await checkStages(process.argv.slice(2)));
const long = longFiles();
if (long.length > 0) say(`Longer than 300 lines, one concept each? ${long.join(', ')}`);
const ms = performance.now() - began;
say(`${duration(ms)}${ms > BOUND_MS ? yellow(` (it should take at most ${duration(BOUND_MS)})`) : ''}`);
say(lineOf(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;

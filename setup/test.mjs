// `npm test`: makes this machine ready, then hands over to test.ts on Node 24. The last line counts all kinds of tests.

import { handOver } from './hand-over.mjs';
import { prepare, Refusal, ROOT } from './prepare.mjs';

const HELP = `npm test                        all of it
npm test -- --only check        what needs no machine
npm test -- --only lab          what needs machines
npm test -- --file PATTERN      only test files whose path holds PATTERN (repeatable)
`;

const NARROWED_STEPS = [{ what: 'run the tests of that name that need no machine', time: 'seconds' }];
const CHECK_STEPS = [
  { what: 'check types, style, unit, rules and simulation tests', time: 'about 70 s' },
  { what: 'test barque-probe and the npm package', time: 'about 15 s' },
];
const LAB_STEPS = [
  {
    what: 'build the bundles that lab machines install from',
    time: 'seconds; the first time about 14 min',
    lab: true,
  },
  { what: 'test on lab machines', time: 'about 19 min; the first time 1 min more', lab: true },
];

const args = process.argv.slice(2);
const narrowed = args.some(arg => arg.startsWith('--file'));
const only =
  args.find((_, at) => args[at - 1] === '--only') ?? args.find(arg => arg.startsWith('--only='))?.slice(7);
if (args.includes('--help') || args.includes('-h')) {
  process.stdout.write(HELP);
} else if (only !== undefined && only !== 'check' && only !== 'lab') {
  process.stdout.write(`There is no --only ${only}.\n\n${HELP}`);
  process.exitCode = 64;
} else {
  try {
    const { node, noLab } = await prepare({
      title: 'npm test',
      lab: only === 'check' ? 'no' : 'if-possible',
      after: [...(only === 'lab' ? [] : narrowed ? NARROWED_STEPS : CHECK_STEPS), ...LAB_STEPS],
    });
    process.exitCode = await handOver(node, [`${ROOT}/setup/test.ts`, ...args], {
      BARQUE_NO_LAB: noLab ?? '',
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stdout.write(`${error.message}\n\n0 passed, 1 failed, 0 skipped\n`);
    process.exitCode = 1;
  }
}

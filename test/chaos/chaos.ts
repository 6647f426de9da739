/** `npm run test:chaos`: creation killed at random moments, cut from its power, and robbed of a disk; each must converge, and each gets its line. */
import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/base/random.ts';
import { artifactsFolder, keepArtifact } from '../lab/artifacts.ts';
import { barque } from '../lab/barque.ts';
import { kubernetesBundle } from '../lab/bundle.ts';
import { machineLock } from '../lab/machine-lock.ts';
import { diskLoss, LOSSES } from './disk-loss.ts';
import { powerCut } from './power-cut.ts';
import { applyUntilDone, freshChaos, killedApply, mustBeWhole, SHAPE } from './scenario.ts';

const HELP = `npm run test:chaos                     12 kills, power cuts of one and of two control planes, losses of a disk
                   -- --kills N         that many kills
                   -- --seed N          the moments of an earlier run
                   -- --only kills      or --only cuts, or --only losses
                   -- --lab NAME        name of the lab (t-chaos)

All of it takes about 25 min on 2 cores. Every creation begins with fresh machines and is killed once to three times; an
apply that had ended before its kill is told and does not count.
`;

/** Kills within one creation, at most: the later ones hit a run that goes on where another was killed. */
const KILLS_IN_ONE = 3;
/** Moments of kills and cuts lie within this, milliseconds: a creation takes 39 to 43 s (docs/measurements/build.md). */
const CREATION_MS = 42_000;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '12' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    lab: { type: 'string', default: 't-chaos' },
    help: { type: 'boolean' },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Runs one scenario on fresh machines and says how it ended. */
async function verdict(name: string, bundle: string, scenario: Scenario): Promise<boolean> {
  const began = performance.now();
  const took = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  try {
    const chaos = await freshChaos(values.lab, bundle);
    const words = await scenario(chaos);
    await mustBeWhole(chaos);
    say(`✓ ${name}: ${words} (${took()})`);
    return true;
  } catch (error) {
    say(`✗ ${name} (${took()}): ${error instanceof Error ? error.message : String(error)}`);
    await keepWords(name);
    return false;
  }
}

/** The machines' own words, since the next scenario makes them anew. */
async function keepWords(name: string): Promise<void> {
  const words = 'journalctl --no-pager -o short-precise; cat /var/lib/barque/fence /var/lib/barque/journal/*';
  for (const machine of [...SHAPE.planes, ...SHAPE.workers]) {
    const { stdout } = await barque('lab', 'ssh', `${values.lab}/${machine}`, '--', words);
    await keepArtifact(`chaos-${name.replaceAll(' ', '-')}/${machine}.log`, stdout);
  }
  say(`  what the machines said is in ${artifactsFolder()}`);
}

type Scenario = (chaos: Awaited<ReturnType<typeof freshChaos>>) => Promise<string>;

async function kills(total: number, random: () => number, bundle: string): Promise<boolean[]> {
  const verdicts: boolean[] = [];
  let done = 0;
  while (done < total) {
    const first = done;
    const count = Math.min(1 + Math.floor(random() * KILLS_IN_ONE), total - done);
    // Together they last as long as one creation at most, or the later ones would find nothing to kill.
    const moments = Array.from({ length: count }, () => Math.round((random() * CREATION_MS) / count));
    const name = `kills ${first + 1} to ${first + moments.length}`;
    const whole = await verdict(name, bundle, async chaos => {
      const words: string[] = [];
      for (const ms of moments) {
        const { ended, ms: lived, changes } = await killedApply(chaos, ms);
        if (!ended) done += 1;
        words.push(ended ? `had ended after ${lived} ms` : `after ${lived} ms, ${changes} changes ended`);
      }
      return `${words.join('; ')}; whole after ${await applyUntilDone(chaos)} more`;
    });
    verdicts.push(whole);
    // One that fails before its kills must not be played for ever.
    if (!whole) done = Math.max(done, first + count);
  }
  return verdicts;
}

async function cuts(random: () => number, bundle: string): Promise<boolean[]> {
  const verdicts: boolean[] = [];
  for (const count of [1, 2]) {
    // Not before anything has happened: half of the time is packages and images.
    const ms = Math.round(CREATION_MS * (0.3 + 0.6 * random()));
    const from = Math.floor(random() * SHAPE.planes.length);
    const victims = Array.from(
      { length: count },
      (_, at) => SHAPE.planes[(from + at) % SHAPE.planes.length]!,
    );
    verdicts.push(await verdict(`power cut of ${count}`, bundle, chaos => powerCut(chaos, victims, ms)));
  }
  return verdicts;
}

async function losses(random: () => number, bundle: string): Promise<boolean[]> {
  const verdicts: boolean[] = [];
  for (const loss of LOSSES) {
    const victim = SHAPE.planes[Math.floor(random() * SHAPE.planes.length)]!;
    verdicts.push(await verdict(`loss of ${loss.what}`, bundle, chaos => diskLoss(chaos, victim, loss)));
  }
  return verdicts;
}

if (values.help === true) {
  process.stdout.write(HELP);
} else {
  await using _lock = await machineLock('test/chaos/chaos.ts', say, new AbortController().signal);
  const random = seededRandom(Number(values.seed));
  say(`seed ${values.seed}: npm run test:chaos -- --seed ${values.seed} repeats it`);
  const bundle = await kubernetesBundle();
  const verdicts: boolean[] = [];
  const isWanted = (kind: string) => values.only === undefined || values.only === kind;
  if (isWanted('kills')) verdicts.push(...(await kills(Number(values.kills), random, bundle)));
  if (isWanted('cuts')) verdicts.push(...(await cuts(random, bundle)));
  if (isWanted('losses')) verdicts.push(...(await losses(random, bundle)));
  const failed = verdicts.filter(whole => !whole).length;
  if (failed === 0) await barque('lab', 'down', values.lab);
  else say(`The lab ${values.lab} shows the last scenario; remove it with ./barque lab down ${values.lab}`);
  say(`${verdicts.length - failed} of ${verdicts.length} scenarios converged`);
  process.exitCode = failed === 0 ? 0 : 1;
}

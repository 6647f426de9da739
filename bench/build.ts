/** Measures creation against a plain script in alternating pairs, apply with nothing to do, and what HAProxy costs a request. */
import { parseArgs } from 'node:util';
import { barque } from '../test/lab/barque.ts';
import { kubernetesBundle } from '../test/lab/bundle.ts';
import { machineLock } from '../test/lab/machine-lock.ts';
import { runApply } from './build-barque.ts';
import { applyNothing } from './build-nothing.ts';
import { runPlain } from './build-plain.ts';
import { ASKED, measureThrough } from './build-through.ts';
import { type ClusterLab, freshLab, mustBeWhole } from './cluster-lab.ts';
import { median, quantile, verdict } from './figures.ts';
import { noiseNow, noiseSince } from './noise.ts';
import { prepareWithBarque } from './prepare-hosts.ts';
import { settled } from './settled.ts';

const HELP = `npm run bench:build                      everything
npm run bench:build -- --only fresh      creation from fresh machines
                        --only prepared  from hosts that have packages, programs and images
                        --only nothing   apply with nothing to do, 7 hosts
                        --only through   kept connections through HAProxy
                        --pairs N        pairs of the first two (3)
                        --gets N         pairs of requests of the last (20000, of each kind)
                        --lab NAME       name of the lab (t-build)
`;

const KUBERNETES = '1.36.3';
/** Issue 2's figures. */
const AT_MOST = { fresh: 0.6, prepared: 0.5, nothing: 2, through: 1.15 };
const SHAPE = { planes: 3, workers: 1 };
const SEVEN = { planes: 3, workers: 4 };

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    pairs: { type: 'string', default: '3' },
    gets: { type: 'string', default: '20000' },
    lab: { type: 'string', default: 't-build' },
    help: { type: 'boolean' },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const wants = (scenario: string) => values.only === undefined || values.only === scenario;

/** Seconds of one creation with one tool, on machines made for it. */
async function once(tool: 'barque' | 'plain', prepared: boolean, bundle: string): Promise<number> {
  const lab = await freshLab(values.lab, SHAPE, bundle);
  if (prepared) {
    if (tool === 'plain') await runPlain(lab, 'prepare', KUBERNETES);
    else await prepareWithBarque(lab);
  }
  const noise = noiseNow();
  const parts =
    tool === 'barque'
      ? [await runApply(lab)]
      : [
          ...(prepared ? [] : [await runPlain(lab, 'prepare', KUBERNETES)]),
          await runPlain(lab, 'create', KUBERNETES),
        ];
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0);
  say(`  ${tool.padEnd(6)} ${seconds.toFixed(1).padStart(6)} s   (${noiseSince(noise)})`);
  say(`         ${parts.flatMap(({ phases }) => phases).join(' · ')}`);
  await mustBeWhole(lab);
  return seconds;
}

async function pairs(scenario: 'fresh' | 'prepared', bundle: string): Promise<boolean> {
  say(`\n${scenario}: 3 control planes + 1 worker, until all nodes are ready and CoreDNS has rolled out`);
  const ratios: number[] = [];
  for (let pair = 0; pair < Number(values.pairs); pair += 1) {
    const order = pair % 2 === 0 ? (['barque', 'plain'] as const) : (['plain', 'barque'] as const);
    const took = new Map<string, number>();
    for (const tool of order) took.set(tool, await once(tool, scenario === 'prepared', bundle));
    const ratio = took.get('barque')! / took.get('plain')!;
    ratios.push(ratio);
    say(`  pair ${pair + 1}: ${ratio.toFixed(2)} ×`);
  }
  say(verdict(`${scenario}, median of ${ratios.length} pairs,`, median(ratios), AT_MOST[scenario], ' ×'));
  return median(ratios) <= AT_MOST[scenario];
}

function quiet(share: number): string {
  return `begun when the cluster had settled: ${Math.round(100 * share)} % of this machine's processors at work`;
}

async function nothing(bundle: string): Promise<boolean> {
  say(`\nnothing: apply with nothing to do, ${SEVEN.planes} control planes + ${SEVEN.workers} workers`);
  const lab = await freshLab(values.lab, SEVEN, bundle);
  await runApply(lab);
  say(`  ${quiet(await settled())}`);
  const noise = noiseNow();
  const took = await applyNothing(lab, 5);
  say(
    `  ${took.map(each => each.toFixed(2)).join(' ')} s, nothing written on any host (${noiseSince(noise)})`,
  );
  say(verdict('median', median(took), AT_MOST.nothing, ' s'));
  return median(took) <= AT_MOST.nothing;
}

async function through(lab: ClusterLab): Promise<boolean> {
  const reached: boolean[] = [];
  for (const path of ASKED) {
    say(`\nthrough: GET ${path} by kept connections through HAProxy and straight to the apiservers`);
    say(`  ${quiet(await settled())}`);
    const noise = noiseNow();
    const seen = await measureThrough(lab, path, Number(values.gets));
    say(`  ${seen.through.length} pairs over ${seen.sockets} connections (${noiseSince(noise)})`);
    for (const share of [0.5, 0.99]) {
      const [by, straight] = [quantile(seen.through, share), quantile(seen.direct, share)];
      const name = `p${100 * share}`;
      say(`  ${name}: ${by.toFixed(3)} ms through, ${straight.toFixed(3)} ms straight`);
      say(verdict(name, by / straight, AT_MOST.through, ' ×'));
      reached.push(by / straight <= AT_MOST.through);
    }
  }
  return reached.every(Boolean);
}

if (values.help === true) {
  process.stdout.write(HELP);
} else {
  await using _lock = await machineLock('bench/build.ts', say, new AbortController().signal);
  const bundle = await kubernetesBundle();
  const reached: boolean[] = [];
  try {
    if (wants('fresh')) reached.push(await pairs('fresh', bundle));
    if (wants('prepared')) reached.push(await pairs('prepared', bundle));
    if (wants('through')) {
      const lab = await freshLab(values.lab, SHAPE, bundle);
      await runApply(lab);
      reached.push(await through(lab));
    }
    if (wants('nothing')) reached.push(await nothing(bundle));
  } finally {
    await barque('lab', 'down', values.lab);
  }
  process.exitCode = reached.every(Boolean) ? 0 : 1;
}

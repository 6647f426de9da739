/** `barque prove`: real faults on the real cluster, the outage that clients see, and a verdict. */
import { randomBytes, randomInt } from 'node:crypto';
import { cpus, loadavg, release } from 'node:os';
import { join, resolve } from 'node:path';
import { doorsOf } from '../../app/doors.ts';
import { handOver, haveImage, injectOn, keepProof } from '../../app/drill.ts';
import { loadCluster } from '../../app/load-cluster.ts';
import { systemClock } from '../../base/clock.ts';
import { BarqueError } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { type Drill, expectedS } from '../../prove/drill.ts';
import { DRILLS, drillsCalled, USUAL } from '../../prove/drills.ts';
import { worstOf } from '../../prove/judge-sample.ts';
import { PROOF_FORMAT, type Proof } from '../../prove/proof.ts';
import { prove as proveDrills, refusalOf } from '../../prove/prove.ts';
import type { Proving } from '../../prove/proving.ts';
import { SETTLED_MS, untilWhole } from '../../prove/whole.ts';
import { askName } from '../ask.ts';
import type { Command, Terminal } from '../command.ts';
import { machinesOf } from '../lab-machines.ts';
import { BUNDLE_OPTION, FILE_OPTION, withFile } from '../options.ts';
import { predictedOf, promises, settingsOf, versionsOf } from '../proof-frame.ts';
import { handlingOf, identityOf, lookerOf, podsOf } from '../prove-means.ts';
import { openReport, writeReport } from '../prove-report.ts';
import { drillData, drillList } from '../views/drill-list.ts';
import { paint } from '../views/paint.ts';
import { proofLines } from '../views/proof.ts';
import { proveProgress } from '../views/prove-progress.ts';
import { counted, expectationText } from '../views/quantities.ts';

export const prove: Command = {
  name: 'prove',
  summary: 'let real faults happen, measure what clients see, and judge',
  details:
    'Traffic of several kinds goes through the endpoint while a drill’s fault happens; judges look at every attempt afterwards. Nothing begins on a cluster that is not whole, and what is broken is mended. Without names, the usual drills are run. It ends with 3 when a judge says no.',
  arguments: [{ form: '[DRILL...]', summary: 'see --list' }],
  options: [
    FILE_OPTION,
    {
      flags: '--list',
      summary: 'say what each drill does, what it needs, and how long an outage is predicted',
    },
    { flags: '--all', summary: 'every drill that this cluster can have' },
    { flags: '--samples <number>', summary: 'how often each drill is run', default: '1' },
    {
      flags: '--repeats <number>',
      summary: 'how often a sample is taken again that could not be judged, and in which nothing failed',
      default: '2',
    },
    { flags: '--seed <number>', summary: 'of the faults’ phases; otherwise by chance, and told' },
    {
      flags: '--report <folder>',
      summary: 'where the report is put; with samples in it already, it goes on after them',
    },
    BUNDLE_OPTION,
    { flags: '--name <cluster>', summary: 'the cluster’s name, instead of typing it when asked' },
    {
      flags: '-o, --output <format>',
      summary: 'how to print the result',
      default: 'table',
      choices: ['table', 'json'],
    },
  ],
  examples: [
    'barque prove --list',
    'barque prove vip-holder-power-loss --samples 10',
    'barque prove --all --report proof',
  ],
  run: async invocation => {
    const { args, options, terminal, signal } = invocation;
    const { spec } = await loadCluster(String(options['file']));
    const folders = foldersOf(terminal.env);
    const names = (args[0] as readonly string[] | undefined) ?? [];
    if (options['all'] === true && names.length > 0) throw bothNamedAndAll(names);
    const drills = options['all'] === true ? DRILLS : drillsCalled(names.length > 0 ? names : USUAL);
    const samples = wholeNumber('samples', options['samples'], 1, 1000);
    const repeats = wholeNumber('repeats', options['repeats'], 0, 100);
    const seed =
      options['seed'] === undefined
        ? randomInt(1_000_000)
        : wholeNumber('seed', options['seed'], 0, 2 ** 32 - 1);
    const machines = await machinesOf(spec, folders);
    const pods = await podsOf(spec, options, terminal, signal);
    const doors = doorsOf(spec, folders);
    const explained = await promises(spec, doors, signal);
    const predictedMs = (drill: Drill) => predictedOf(drill, explained);
    if (options['list'] === true) {
      const listed = await Promise.all(
        (names.length > 0 ? drills : DRILLS).map(async drill => ({
          drill,
          predictedMs: predictedMs(drill),
          refusal: await refusalOf(drill, { spec, machines, podImage: pods?.image.name ?? null }, signal),
        })),
      );
      const unpredicted =
        explained === null ? 'no host told which timers are in force, or they keep no promise' : null;
      if (options['output'] === 'json') terminal.stdout.write(`${JSON.stringify(drillData(listed))}\n`);
      else terminal.stdout.write(drillList(listed, unpredicted, paint(terminal.stdout, terminal.env)));
      return EXIT.done;
    }
    if (spec.availability.drills === 'forbidden') throw forbidden(String(options['file']));
    if (machines === null) await consent(spec.name, options['name'], terminal, signal);
    const stamp = new Date(systemClock.now()).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
    const folder =
      typeof options['report'] === 'string'
        ? resolve(options['report'])
        : join(folders.state, 'proofs', `${spec.name}-${stamp}`);
    await openReport(folder, spec.name);
    const seconds = samples * drills.reduce((sum, drill) => sum + expectedS(drill), 0);
    terminal.stderr.write(
      `${counted(drills.length, 'drill')}, ${counted(samples, 'sample')} each: about ${expectationText(seconds)}. Report: ${folder}\n`,
    );
    const progress = proveProgress(terminal, samples);
    const looking = lookerOf(spec, doors, terminal);
    const handling = handlingOf(doors, folders);
    const proving: Proving = {
      spec,
      doors,
      clock: systemClock,
      ...(await identityOf(spec, doors, signal)),
      podImage: pods?.image.name ?? null,
      machines,
      look: looking,
      strikeProgram: (host, strike, healsAfterS, given) =>
        injectOn(
          spec,
          host,
          { nonce: randomBytes(4).toString('hex'), act: strike.act, program: strike.program, healsAfterS },
          handling,
          given,
        ),
      moveVip: (to, given) => handOver(spec, to, handling, given),
      say: progress.say,
    };
    progress.say('whether the cluster is whole');
    const { status } = await untilWhole(proving, signal, 'before the drills', SETTLED_MS);
    const versions = await versionsOf(status, spec, doors, signal);
    const settings = settingsOf(spec, explained);
    if (pods !== null) {
      progress.say('the image of the traffic’s pods');
      await haveImage(spec, pods.image, pods.source, handling, signal);
    }
    const loadBefore = loadavg()[0]!;
    const command = ({ id }: Drill) =>
      withFile(`barque prove ${id} --samples ${samples} --seed ${seed}`, options);
    const wish = {
      drills,
      samples,
      repeats,
      seed,
      frame: { ...versions, ...settings, seed },
      folder: join(folder, 'samples'),
      bounds: spec.availability,
      predictedMs,
      command,
    };
    const results = await proveDrills(proving, wish, progress.seen, signal).finally(progress.end);
    const taken = results.flatMap(({ samples: all }) => all.map(({ at }) => at));
    const proof: Proof = {
      format: PROOF_FORMAT,
      seed,
      cluster: spec.name,
      at: taken.length > 0 ? Math.min(...taken) : systemClock.now(),
      verdict: worstOf(results.map(({ verdict }) => verdict)),
      versions,
      settings,
      machine: {
        cpus: cpus().length,
        kernel: release(),
        loadBefore,
        loadAfter: loadavg()[0]!,
        isLab: machines !== null,
      },
      drills: results,
    };
    await writeReport(folder, proof);
    if (options['output'] === 'json') terminal.stdout.write(`${JSON.stringify(proof)}\n`);
    else terminal.stdout.write(`${proofLines(proof, paint(terminal.stdout, terminal.env)).join('\n')}\n`);
    terminal.stderr.write(`\nTo look at: ${join(folder, 'report.html')}\n`);
    const run = results.filter(({ verdict }) => verdict !== 'does-not-apply');
    const passed = run.filter(({ verdict }) => verdict === 'passed').length;
    const last = { at: proof.at, verdict: proof.verdict, drills: run.length, passed };
    if (run.length > 0) await keepProof(spec, last, handling, signal);
    return proof.verdict === 'passed' ? EXIT.done : EXIT.check;
  },
};

async function consent(name: string, given: unknown, terminal: Terminal, signal: AbortSignal): Promise<void> {
  if (given === name) return;
  if (given !== undefined)
    throw new BarqueError({
      domain: 'usage',
      attempted: 'prove the cluster',
      cameBack: `the cluster of this file is called ${name}`,
      next: `Give --name ${name} if that is the one you mean.`,
    });
  const isMeant = await askName(
    'Drills break parts of this cluster on purpose.',
    name,
    `--name ${name}`,
    terminal,
    signal,
  );
  if (!isMeant)
    throw new BarqueError({
      domain: 'cancelled',
      attempted: 'prove the cluster',
      cameBack: 'another name was typed',
    });
}

function bothNamedAndAll(names: readonly string[]): BarqueError {
  return new BarqueError({
    domain: 'usage',
    attempted: 'choose the drills',
    cameBack: `${names.join(', ')} and --all were given: one of them is not meant`,
    next: 'Leave out the names, or --all.',
  });
}

function forbidden(file: string): BarqueError {
  return new BarqueError({
    domain: 'configuration',
    attempted: 'prove the cluster',
    where: file,
    cameBack: 'availability.drills is forbidden',
    next: 'Whoever wrote it may allow them. What each drill would do: barque prove --list',
  });
}

function wholeNumber(name: string, value: unknown, least: number, most: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new BarqueError({
    domain: 'usage',
    attempted: `read --${name}`,
    cameBack: `${JSON.stringify(value)} is no whole number from ${least} to ${most}`,
  });
}

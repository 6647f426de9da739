/** A proof in a terminal: the verdict first, then a line for each drill, then what failed and why. */
import { beyondModel } from '../../prove/beyond.ts';
import { JUDGES } from '../../prove/judges.ts';
import type { DrillResult, Figures, Proof, TrafficKind, Verdict } from '../../prove/proof.ts';
import type { Paint } from './paint.ts';

/** Columns of figures, in the order in which they are read. */
const SHOWN: readonly { kind: TrafficKind; title: string }[] = [
  { kind: 'newConnections', title: 'new' },
  { kind: 'reads', title: 'reads' },
  { kind: 'keptConnections', title: 'kept' },
  { kind: 'writes', title: 'writes' },
  { kind: 'watches', title: 'watches' },
  { kind: 'service', title: 'Service' },
  { kind: 'dns', title: 'DNS' },
  { kind: 'podConnections', title: 'pod' },
];

const MARKS: Readonly<Record<Verdict, string>> = {
  passed: '✓',
  failed: '✗',
  'not-judged': '?',
  'does-not-apply': '–',
};

export function proofLines(proof: Proof, colour: Paint): string[] {
  const kinds = SHOWN.filter(({ kind }) => proof.drills.some(({ outage }) => outage[kind] !== undefined));
  const several = proof.drills.some(({ samples }) => samples.length > 1);
  const head = ['', 'drill', ...kinds.map(({ title }) => title), 'clean', 'predicted', 'whole again'];
  const rows = proof.drills.map(result => rowOf(result, kinds));
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map(row => row[at]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join('  ')
      .trimEnd();
  return [
    `${verdictWords(proof, colour)}`,
    '',
    colour.dim(line(head)),
    ...proof.drills.map((result, at) => painted(result.verdict, colour)(line(rows[at]!))),
    colour.dim(
      `Longest time without a success, milliseconds${several ? ', median / worst' : ''}; clean: from the fault to the last failed or slow new connection.`,
    ),
    ...proof.drills.flatMap(result => wrongLines(result, proof, colour)),
    ...againLines(proof, colour),
    '',
    colour.dim(
      `Cluster ${proof.cluster}, seed ${proof.seed}, ${proof.machine.cpus} processors, load ${proof.machine.loadBefore.toFixed(1)} before and ${proof.machine.loadAfter.toFixed(1)} after.`,
    ),
  ];
}

function rowOf(result: DrillResult, kinds: typeof SHOWN): string[] {
  const { id, verdict, outage, timeToClean, predictedMs, recovery, skipped, samples } = result;
  if (skipped !== null && samples.length === 0)
    return [MARKS[verdict], id, ...kinds.map(() => ''), '', '', 'not run'];
  return [
    MARKS[verdict],
    id,
    ...kinds.map(({ kind }) => figure(outage[kind], samples.length)),
    figure(timeToClean.newConnections, samples.length),
    predictedMs === null ? '' : `≤ ${predictedMs}`,
    recovery === null ? 'no' : `${(recovery.p50Ms / 1000).toFixed(0)} s`,
  ];
}

function figure(figures: Figures | undefined, samples: number): string {
  if (figures === undefined) return '';
  const [p50, most] = [Math.round(figures.p50Ms), Math.round(figures.maxMs)];
  return samples > 1 ? `${p50} / ${most}` : String(p50);
}

function verdictWords({ verdict, drills }: Proof, colour: Paint): string {
  const run = drills.filter(each => each.verdict !== 'does-not-apply');
  const count = (wanted: Verdict) => run.filter(each => each.verdict === wanted).length;
  if (run.length === 0) return colour.yellow('Nothing was proven: no drill could be run.');
  if (verdict === 'passed') return colour.green(`Proven: ${run.length} of ${run.length} drills passed.`);
  if (verdict === 'failed')
    return colour.red(`Not proven: ${count('failed')} of ${run.length} drills failed.`);
  return colour.yellow(`Not judged: ${count('not-judged')} of ${run.length} drills could not be.`);
}

function painted(verdict: Verdict, colour: Paint): (text: string) => string {
  switch (verdict) {
    case 'passed':
      return text => text;
    case 'failed':
      return colour.red;
    case 'not-judged':
      return colour.yellow;
    case 'does-not-apply':
      return colour.dim;
  }
}

function wrongLines(result: DrillResult, proof: Proof, colour: Paint): string[] {
  const { id, verdict, judges, skipped, command } = result;
  if (skipped !== null) return ['', `${painted(verdict, colour)(`${MARKS[verdict]} ${id}`)}  ${skipped}`];
  const wrong = judges.filter(({ verdict }) => verdict === 'failed' || verdict === 'not-judged');
  const over = beyondModel(result, proof);
  const beyond =
    over === null
      ? []
      : [
          `  the outage was ${Math.round(over.measuredMs)} ms, and the model predicts at most ${over.predictedMs} ms${over.noiseMs === 0 ? '' : ` beside ${Math.round(over.noiseMs)} ms of noise`}: a finding about the model`,
        ];
  if (wrong.length === 0 && beyond.length === 0) return [];
  return [
    '',
    wrong.some(({ verdict }) => verdict === 'failed')
      ? colour.red(`✗ ${id}`)
      : colour.yellow(`${wrong.length === 0 ? '!' : '?'} ${id}`),
    ...wrong.map(({ judge, evidence }) => `  ${titleOf(judge)}: ${evidence}`),
    ...beyond,
    `  → ${command}`,
  ];
}

/** What was measured and did not count is told, or nobody could know how often it was tried. */
function againLines({ drills }: Proof, colour: Paint): string[] {
  const lines = drills.flatMap(({ id, samples }) =>
    samples.flatMap(({ nth, earlier }) =>
      earlier.map(({ folder, because }) => colour.yellow(`  ${id}/${nth}/${folder}: ${because}`)),
    ),
  );
  return lines.length === 0 ? [] : ['', 'Taken again:', ...lines];
}

function titleOf(id: string): string {
  return JUDGES.find(judge => judge.id === id)?.title ?? id;
}

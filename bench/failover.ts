/** Measures failovers by drills in a lab: ours, and beside them the settings that kubeadm's documentation gives. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { foldersOf } from '../src/base/xdg.ts';
import type { DrillResult, Proof, TrafficKind } from '../src/prove/proof.ts';
import { barque, start, well } from '../test/lab/barque.ts';
import { kubernetesBundle } from '../test/lab/bundle.ts';
import { send } from '../test/lab/cluster.ts';
import { machineLock } from '../test/lab/machine-lock.ts';
import { type ClusterLab, freshLab } from './cluster-lab.ts';

const HELP = `npm run bench:failover                    every drill of the table, ten samples each, both settings: hours
npm run bench:failover -- --samples N     so many samples
                          --drill ID      only this one; may be given again
                          --settings ours|kubeadm
                          --results DIR   where samples are kept: a second call goes on after them
                          --lab NAME      name of the lab (t-bench-failover)
`;

type Bound = [median: number, worst: number];

/** The issue's bounds, milliseconds: of new connections' outage, of the time until they are clean, and of other traffic. */
const BOUNDS: Readonly<
  Record<string, { outage?: Bound; clean?: Bound; others?: Partial<Record<TrafficKind, Bound>> }>
> = {
  'vip-holder-power-loss': {
    outage: [600, 1200],
    clean: [2000, 2000],
    others: { reads: [3500, 3500], writes: [3500, 3500] },
  },
  'haproxy-killed': { outage: [120, 400] },
  'haproxy-frozen': { outage: [1200, 2000] },
  'apiserver-killed': { outage: [120, 400], clean: [500, 2000] },
  'apiserver-frozen': { clean: [1300, 2500], others: { watches: [2500, 2500] } },
  'machine-frozen': { outage: [650, 1300], clean: [1000, 2500] },
  'machine-paused': { outage: [650, 1300], clean: [1000, 2500] },
  'vip-hand-over': { outage: [100, 300] },
};

/**
 * What must hold in every drill: nothing that was acknowledged is lost, two hold the VIP only where a drill allows it, and
 * what measured was fit to.
 */
const ALWAYS: readonly string[] = [
  'nothing-lost',
  'one-holder-address',
  'one-holder-arp',
  'recovery',
  'harness',
];

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '10' },
    drill: { type: 'string', multiple: true },
    settings: { type: 'string' },
    results: { type: 'string' },
    lab: { type: 'string', default: 't-bench-failover' },
    help: { type: 'boolean' },
  },
});
const drills = values.drill ?? Object.keys(BOUNDS);
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Goes on after the samples that lie in the folder; what it says goes to the terminal. */
async function proof(lab: ClusterLab, folder: string): Promise<Proof> {
  await mkdir(folder, { recursive: true });
  const words = ['prove', ...drills, '-f', lab.file, '--samples', values.samples, '--seed', '1'];
  const running = start([...words, '--report', folder, '-o', 'json']);
  running.child.stderr!.pipe(process.stdout, { end: false });
  const { stdout } = await running.ended;
  return JSON.parse(stdout) as Proof;
}

function print(name: string, { drills: results, machine }: Proof): void {
  say(`\n${name}, load ${machine.loadBefore.toFixed(1)} before and ${machine.loadAfter.toFixed(1)} after`);
  for (const result of results) {
    say(
      `  ${result.id}: outage ${pair(result.outage.newConnections)} ms, reads ${pair(result.outage.reads)}, kept ${pair(result.outage.keptConnections)}, writes ${pair(result.outage.writes)}, watches ${pair(result.outage.watches)}; clean ${pair(result.timeToClean.newConnections)} ms; ${result.samples.length} samples, ${result.verdict}`,
    );
  }
}

function pair(figures: { p50Ms: number; maxMs: number } | undefined): string {
  return figures === undefined ? '–' : `${figures.p50Ms.toFixed(0)} / ${figures.maxMs.toFixed(0)}`;
}

/** Lines for what was not reached. */
function missed({ id, outage, timeToClean, judges, samples, skipped }: DrillResult): string[] {
  const wanted = Number(values.samples);
  if (samples.length < wanted)
    return [`NOT REACHED: ${id}, ${samples.length} samples of ${wanted}: ${skipped ?? 'nobody knows why'}`];
  const { outage: most, clean, others = {} } = BOUNDS[id] ?? {};
  const beyond = (what: string, figures: typeof outage.reads, bound: Bound | undefined) => {
    if (bound === undefined) return [];
    if (figures === undefined) return [`NOT REACHED: ${id}, ${what} was not measured`];
    return figures.p50Ms > bound[0] || figures.maxMs > bound[1]
      ? [`NOT REACHED: ${id}, ${what} ${pair(figures)} ms, of ${bound[0]} / ${bound[1]}`]
      : [];
  };
  return [
    ...beyond('outage', outage.newConnections, most),
    ...beyond('time to clean', timeToClean.newConnections, clean),
    ...(Object.keys(others) as TrafficKind[]).flatMap(kind => beyond(kind, outage[kind], others[kind])),
    ...judges
      .filter(({ judge, verdict }) => ALWAYS.includes(judge) && verdict !== 'passed')
      .map(({ judge, verdict, evidence }) => `NOT REACHED: ${id}, ${judge} ${verdict}: ${evidence}`),
  ];
}

/** The files of bench/plain, with the names by which our view knows servers, and HAProxy's socket for the observers. */
async function likeTheDocumentation(lab: ClusterLab): Promise<void> {
  const plain = (name: string) => readFile(fileURLToPath(new URL(`plain/${name}`, import.meta.url)), 'utf8');
  const servers = lab.planes.map(
    ({ name, address }) => `    server ${name} ${address}:6443 check verify none`,
  );
  const haproxy = `${(await plain('haproxy.cfg'))
    .replace('@PORT@', '8443')
    .replaceAll('apiserverbackend', 'servers')
    .replace(
      '    daemon',
      '    stats socket /run/haproxy/admin.sock mode 600 level admin',
    )}${servers.join('\n')}\n`;
  for (const [at, { name }] of lab.planes.entries()) {
    const keepalived = (await plain('keepalived.conf'))
      .replace('@STATE@', at === 0 ? 'MASTER' : 'BACKUP')
      .replace('@PRIORITY@', at === 0 ? '101' : '100')
      .replace('@VIP@', `${lab.vip}/24`)
      .replace('@INTERFACE@', 'eth0');
    const script = (await plain('check_apiserver.sh')).replace('@PORT@', '8443');
    await send(lab.name, name, 'cat >/etc/haproxy/haproxy.cfg', haproxy);
    await send(
      lab.name,
      name,
      'cat >/etc/keepalived/check_apiserver.sh && chmod 755 /etc/keepalived/check_apiserver.sh',
      script,
    );
    await send(lab.name, name, 'cat >/etc/keepalived/keepalived.conf', keepalived);
    await send(lab.name, name, 'systemctl restart haproxy keepalived', '');
  }
}

if (values.help === true) {
  process.stdout.write(HELP);
} else {
  await using _lock = await machineLock('bench/failover.ts', say, new AbortController().signal);
  const results = values.results ?? join(foldersOf(process.env).state, 'bench-failover');
  const lines: string[] = [];
  try {
    const lab = await freshLab(values.lab, { planes: 3, workers: 1 }, await kubernetesBundle());
    await well('apply', '-f', lab.file, '--yes');
    if (values.settings !== 'kubeadm') {
      const ours = await proof(lab, join(results, 'ours'));
      print('Barque', ours);
      lines.push(...ours.drills.flatMap(missed));
    }
    if (values.settings !== 'ours') {
      await likeTheDocumentation(lab);
      print('As kubeadm’s documentation has it', await proof(lab, join(results, 'kubeadm')));
    }
  } finally {
    await barque('lab', 'down', values.lab);
  }
  for (const line of lines) say(line);
  process.exitCode = lines.length === 0 ? 0 : 1;
}

/** Measures what living with a cluster costs its clients: growth, maintenance, a rolling change; and drift and reset. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDocument } from 'yaml';
import { loadCluster } from '../src/app/load-cluster.ts';
import { outage } from '../src/prove/p1/judges.ts';
import { parseTraffic } from '../src/prove/traffic/history.ts';
import { startTraffic } from '../src/prove/traffic/start.ts';
import { RHYTHM } from '../src/prove/traffic/task.ts';
import { barque, on, start, well } from '../test/lab/barque.ts';
import { kubernetesBundle } from '../test/lab/bundle.ts';
import { withHosts } from '../test/lab/hosts-of-file.ts';
import { machineLock } from '../test/lab/machine-lock.ts';
import { type ClusterLab, freshLab, mustBeWhole } from './cluster-lab.ts';
import { median, verdict } from './figures.ts';
import { noiseNow, noiseSince } from './noise.ts';

const HELP = `npm run bench:live                      everything, about 12 minutes
npm run bench:live -- --samples N       maintenance, hand-over and drift so often each (3)
                      --only growth           that alone, which the others stand on
                      --lab NAME        name of the lab (t-bench-live)
`;

/** Issue 3's figures: milliseconds without a success, and seconds. */
const AT_MOST = {
  growthMs: 1000,
  maintenanceMs: 300,
  handOverMs: 300,
  rollingMs: 300,
  driftS: 6,
  resetS: 30,
};

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '3' },
    only: { type: 'string' },
    lab: { type: 'string', default: 't-bench-live' },
    help: { type: 'boolean' },
  },
});
const samples = Number(values.samples);
const say = (line: string) => process.stdout.write(`${line}\n`);
const reached: boolean[] = [];

function judge(what: string, figures: readonly number[], atMost: number, unit: string): void {
  reached.push(median(figures) <= atMost);
  say(verdict(`${what}, median of ${figures.length},`, median(figures), atMost, unit));
}

/** Milliseconds: the longest time without a success of P1 while `act` goes on. */
async function outageDuring(lab: ClusterLab, what: string, act: () => Promise<unknown>): Promise<number> {
  const noise = noiseNow();
  const probe = start(['probe', '-f', lab.file, '--for', '20m', '-o', 'json']);
  try {
    await act();
  } finally {
    probe.child.kill('SIGINT');
  }
  const { outage, attempts, failed, worstLatenessMs } = JSON.parse((await probe.ended).stdout) as {
    outage: { ms: number };
    attempts: number;
    failed: number;
    worstLatenessMs: number;
  };
  say(
    `  ${what}: ${outage.ms.toFixed(0)} ms without a success, ${failed} of ${attempts} failed (probe late by ${worstLatenessMs.toFixed(0)} ms at worst, ${noiseSince(noise)})`,
  );
  return outage.ms;
}

/** Requests on connections that stay open, until its end. */
async function keptConnections(
  lab: ClusterLab,
): Promise<{ end(): Promise<{ ms: number; failed: number; attempts: number }> }> {
  const folder = await mkdtemp(join(tmpdir(), 'barque-kept-'));
  const history = join(folder, 'kept.jsonl');
  const { spec } = await loadCluster(lab.file);
  const running = await startTraffic(
    {
      ...RHYTHM.keptConnections,
      kind: 'keptConnections',
      host: spec.endpoint.vip,
      port: spec.endpoint.port,
      path: spec.loadBalancer.healthPath,
      ca: await on(lab.name, 'cp1', 'cat /etc/kubernetes/pki/ca.crt'),
      identity: null,
      namespace: '',
      prefix: '',
      pods: null,
      history,
    },
    spec.operatorNetns,
  );
  await running.ready;
  return {
    end: async () => {
      await running.stop();
      const read = parseTraffic(await readFile(history, 'utf8'))!;
      await rm(folder, { recursive: true });
      const failed = read.attempts.filter(({ ok }) => !ok).length;
      return { ms: outage(read).ms, failed, attempts: read.attempts.length };
    },
  };
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return (performance.now() - began) / 1000;
}

const apply = (lab: ClusterLab) => well('apply', '-f', lab.file, '--yes');

async function holder(lab: ClusterLab): Promise<string> {
  const { stdout } = await barque('status', '-f', lab.file, '-o', 'json');
  return (JSON.parse(stdout) as { vip: { holders: string[] } }).vip.holders[0]!;
}

async function grow(lab: ClusterLab): Promise<void> {
  const whole = await readFile(lab.file, 'utf8');
  await writeFile(lab.file, withHosts(whole, ['cp1', 'w1']));
  await apply(lab);
  await writeFile(lab.file, whole);
  const kept = await keptConnections(lab);
  const seen = await outageDuring(lab, 'growth', () => apply(lab));
  const { ms, failed, attempts } = await kept.end();
  say(
    `  growth, on connections that stay open: ${ms.toFixed(0)} ms without a success, ${failed} of ${attempts} failed`,
  );
  judge('growth 1 → 3', [seen], AT_MOST.growthMs, ' ms');
  judge('growth 1 → 3, kept connections', [ms], AT_MOST.growthMs, ' ms');
  await mustBeWhole(lab);
}

async function maintain(lab: ClusterLab): Promise<void> {
  const seen: number[] = [];
  for (let at = 0; at < samples; at += 1) {
    const host = await holder(lab);
    seen.push(
      await outageDuring(lab, `maintenance of ${host}`, () =>
        well('node', 'maintenance', host, '-f', lab.file, '--yes'),
      ),
    );
    await well('node', 'return', host, '-f', lab.file, '--yes');
  }
  judge('maintenance of the holder', seen, AT_MOST.maintenanceMs, ' ms');
}

async function handOver(lab: ClusterLab): Promise<void> {
  const seen: number[] = [];
  for (let at = 0; at < samples; at += 1)
    seen.push(await outageDuring(lab, 'vip move', () => well('vip', 'move', '-f', lab.file, '--yes')));
  judge('hand-over', seen, AT_MOST.handOverMs, ' ms');
}

/** A flag of every apiserver, by a patch of kubeadm's. */
async function roll(lab: ClusterLab): Promise<void> {
  const folder = join(dirname(lab.file), 'patches');
  await mkdir(folder, { recursive: true });
  const patch = [{ op: 'add', path: '/spec/containers/0/command/-', value: '--profiling=false' }];
  await writeFile(join(folder, 'kube-apiserver+json.json'), JSON.stringify(patch));
  const document = parseDocument(await readFile(lab.file, 'utf8'));
  document.setIn(['spec', 'kubernetes', 'patches'], './patches');
  await writeFile(lab.file, String(document));
  judge(
    'rolling change of 3 apiservers',
    [await outageDuring(lab, 'rolling', () => apply(lab))],
    AT_MOST.rollingMs,
    ' ms',
  );
  const flags = await on(lab.name, 'cp3', 'tr "\\0" " " </proc/$(pgrep -x kube-apiserver)/cmdline');
  if (!flags.includes('--profiling=false')) throw new Error('the flag is not there');
}

async function drift(lab: ClusterLab): Promise<void> {
  const seen: number[] = [];
  for (let at = 0; at < samples; at += 1) {
    await on(lab.name, 'w1', 'echo "# mine" >>/etc/sysctl.d/50-barque.conf');
    seen.push(await timed(() => apply(lab)));
  }
  say(`  drift: ${seen.map(each => each.toFixed(2)).join(' ')} s`);
  judge('drift of one file mended', seen, AT_MOST.driftS, ' s');
}

async function reset(lab: ClusterLab): Promise<void> {
  const took = await timed(() => well('reset', '-f', lab.file, '--name', lab.name));
  judge('reset of 3 + 1', [took], AT_MOST.resetS, ' s');
}

if (values.help === true) {
  process.stdout.write(HELP);
} else {
  await using _lock = await machineLock('bench/live.ts', say, new AbortController().signal);
  const bundle = await kubernetesBundle();
  try {
    const lab = await freshLab(values.lab, { planes: 3, workers: 1 }, bundle);
    await grow(lab);
    const parts = values.only === 'growth' ? [] : [maintain, handOver, roll, drift, reset];
    for (const part of parts) await part(lab);
  } finally {
    await barque('lab', 'down', values.lab);
  }
  process.exitCode = reached.every(Boolean) ? 0 : 1;
}

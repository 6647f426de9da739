/** Does only what `barque apply` does to hosts before Kubernetes begins: system, packages, programs, containerd, images. */
import { parseArgs } from 'node:util';
import { planCluster } from '../src/app/cluster-plan.ts';
import { doorsOf } from '../src/app/doors.ts';
import { systemClock } from '../src/base/clock.ts';
import { systemRandomHex } from '../src/base/random.ts';
import { foldersOf } from '../src/base/xdg.ts';
import { bundleSource } from '../src/cli/bundle-source.ts';
import { openCluster } from '../src/cli/open-cluster.ts';
import type { Plan } from '../src/plan/plan.ts';
import { isDeadHere, thisHolder } from '../src/run/holder.ts';
import { run, runName } from '../src/run/run.ts';

/** Changes by the last word of their id; what they need of others is among them. */
const PREPARING = ['system', 'packages', 'runtime', 'kubernetes', 'images'];
const kindOf = (id: string) => id.split('/').at(-1)!;

const { values } = parseArgs({ options: { file: { type: 'string' } } });
const signal = new AbortController().signal;
const terminal = { stdout: process.stdout, stderr: process.stderr, env: process.env };
const { input, bundle } = await openCluster({ file: values.file }, terminal);
const planes = input.spec.hosts.filter(({ roles }) => roles.includes('control-plane'));
const doors = doorsOf(input.spec, foldersOf(process.env));
const hosts = doors.map(({ host }) => host);
const planInHand = async (): Promise<Plan> => {
  const { plan } = await planCluster(input, hosts, signal);
  const missing = PREPARING.filter(kind => !plan.changes.some(({ id }) => kindOf(id) === kind));
  if (missing.length > 0) throw new Error(`the plan for fresh hosts has no ${missing.join(', ')}`);
  return { ...plan, changes: plan.changes.filter(({ id }) => PREPARING.includes(kindOf(id))) };
};
const result = await run(
  {
    taking: {
      doors,
      voters: new Set(planes.map(({ name }) => name)),
      cluster: input.spec.name,
      run: runName(systemClock.now(), systemRandomHex(2)),
      holder: thisHolder(),
      isDeadHere,
      lockTimeoutMs: 0,
      clock: systemClock,
      randomHex: systemRandomHex,
      record: async () => {},
    },
    clock: systemClock,
    record: async () => {},
    source: bundleSource(bundle, signal),
    learn: () => {},
    planInHand,
  },
  signal,
);
process.stdout.write(`${result}\n`);
process.exitCode = result === 'done' ? 0 : 1;

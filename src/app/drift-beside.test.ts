import { describe, expect, test } from 'vitest';
import { exampleInput, exampleSpec, THREE } from '../../test/simulation/example.ts';
import { fleet } from '../../test/simulation/fleet.ts';
import type { Clock } from '../base/clock.ts';
import { BarqueError } from '../base/errors.ts';
import type { Host } from '../hosts/host.ts';
import type { SimulatedMachine } from '../hosts/simulated/machine.ts';
import { simulatedWorld } from '../hosts/simulated/world.ts';
import type { LastRun } from '../view/last-run.ts';
import { SILENT, sampleView } from '../view/sample-view.ts';
import type { PlanInput } from './cluster-plan.ts';
import { type DriftBeside, driftBeside } from './drift-beside.ts';

const NAMES = ['cp1', 'cp2', 'cp3', 'w1'];
const SIGNAL = new AbortController().signal;
const RUNNING: LastRun = { run: 'r', is: 'running', holder: 'ann@desk', at: null, result: null };
const planning = { spec: { name: 'harbour', hosts: NAMES.map(name => ({ name })) } } as unknown as PlanInput;

/** Shows these times, milliseconds, one after another. */
function clockOf(...times: number[]): Clock {
  return { monotonic: () => times.shift() ?? 0 } as unknown as Clock;
}

/** A plan asks every host; what it is told decides what becomes of it. */
function besideHosts(read: (signal: AbortSignal) => Promise<never>, clock = clockOf()): DriftBeside {
  const hosts = NAMES.map(name => ({ name, read: (_reading: unknown, signal: AbortSignal) => read(signal) }));
  return driftBeside({ planning, waits: false }, hosts as unknown as Host[], clock, SIGNAL);
}

const refusing = async () => {
  throw new BarqueError({ domain: 'configuration', attempted: 'plan', cameBack: 'no' });
};
const hanging = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

const heardBy = (beside: DriftBeside, count: number) => {
  for (let nth = 0; nth < count; nth += 1) beside.heard();
  return beside;
};

test('steps are counted by host, when all have said hello and nothing is wrong', async () => {
  const spec = exampleSpec(THREE);
  const world = simulatedWorld(1, () => {});
  const hosts = fleet(world, THREE, spec.endpoint, new Map()).map(machine => ({
    name: machine.name,
    read: async <T>(reading: { simulate(machine: SimulatedMachine): T }) => reading.simulate(machine),
  }));
  const view = sampleView();
  const seen = { ...view, hosts: new Map(THREE.map(({ name }) => [name, view.hosts.get('w1')!])) };
  const beside = driftBeside({ planning: exampleInput(spec), waits: false }, hosts, clockOf(), SIGNAL);
  const drift = await heardBy(beside, THREE.length).known(seen, null);
  expect(drift).toMatchObject({
    hosts: Object.fromEntries(THREE.map(({ name }) => [name, expect.any(Number)])),
  });
});

describe('why drift is unknown', () => {
  test('nobody wants it', async () => {
    const beside = heardBy(driftBeside('watching', [], clockOf(), SIGNAL), 1);
    expect(await beside.known(sampleView(), null)).toBe('watching');
  });

  test('a host has not said hello, or not told the rest: nobody is asked for it, or any longer', async () => {
    const never = besideHosts(async () => {
      throw new Error('it was asked');
    });
    expect(await heardBy(never, 3).known(sampleView({ w1: SILENT }), null)).toBe('silent-hosts');
    const half = heardBy(besideHosts(hanging), 4);
    expect(await half.known(sampleView({ w1: SILENT }), null)).toBe('silent-hosts');
  });

  test('a run goes on', async () => {
    expect(await heardBy(besideHosts(hanging), 4).known(sampleView(), RUNNING)).toBe('run-in-progress');
  });

  test('nobody can plan', async () => {
    expect(await heardBy(besideHosts(refusing), 4).known(sampleView(), null)).toBe('no-plan');
  });

  test('the time of the look has passed', async () => {
    const beside = besideHosts(hanging, clockOf(0, 99_000.5));
    expect(await heardBy(beside, 4).known(sampleView(), null)).toBe('slow');
  });
});

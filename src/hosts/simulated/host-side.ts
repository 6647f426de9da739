/** What runs on a simulated host for an operator: the same programs as in host-scripts.ts, one function each. */
import { wireOf } from '../../base/observation.ts';
import type { Claim } from '../claim.ts';
import { type Action, type NewClaim, notHeld, type Outcome, type Renewal } from '../host.ts';
import type { SimulatedMachine } from './machine.ts';
import type { World } from './world.ts';

export type HostTaking = { is: 'changed' } | { is: 'taken'; stopped: readonly string[] };

/** A function each, so that a test can plant one that is wrong. */
export interface HostSide {
  take(
    world: World,
    machine: SimulatedMachine,
    seen: Claim,
    next: NewClaim,
    patienceMs: number,
  ): Promise<HostTaking>;
  step(world: World, machine: SimulatedMachine, action: Action, epoch: number, run: string): Promise<Outcome>;
  renew(world: World, machine: SimulatedMachine, epoch: number): Renewal;
  release(machine: SimulatedMachine, epoch: number): void;
}

export const HOST_SIDE: HostSide = { take, step, renew, release };

async function take(
  world: World,
  machine: SimulatedMachine,
  seen: Claim,
  next: NewClaim,
  patienceMs: number,
): Promise<HostTaking> {
  const { fence } = machine;
  if (fence.epoch !== seen.epoch) return { is: 'changed' };
  if (fence.cluster !== null && fence.cluster.id !== next.cluster.id) return { is: 'changed' };
  machine.fence = { epoch: next.epoch, cluster: next.cluster, run: next.run, holder: next.holder };
  machine.heartbeatAt = world.clock.now();
  return { is: 'taken', stopped: await drain(world, machine, patienceMs) };
}

/** Compares the fence, observes, starts the unit, waits, observes. */
async function step(
  world: World,
  machine: SimulatedMachine,
  action: Action,
  epoch: number,
  run: string,
): Promise<Outcome> {
  if (machine.fence.epoch !== epoch) return notHeld(machine.fence.epoch);
  const boot = machine.boots;
  const note = (is: string) => machine.journal.push(`${run} ${epoch} ${action.id} ${is}`);
  if (!machine.running.has(action.unit)) {
    const now = action.simulate.observe(machine);
    if (wireOf(now) === wireOf(action.after)) return { is: 'done', acted: false };
    if (action.before !== null && wireOf(now) !== wireOf(action.before))
      return { is: 'foreign', observed: now };
    note('intent');
    startUnit(world, machine, action, epoch);
  }
  await machine.running.get(action.unit)?.ended;
  const observed = action.simulate.observe(machine);
  const done = wireOf(observed) === wireOf(action.after);
  // A machine without power writes nothing; its answer is lost on the way as well.
  if (machine.boots === boot) note(done ? 'done' : 'not-done');
  return done ? { is: 'done', acted: true } : { is: 'not-done', observed, log: 'simulated' };
}

/** A transient unit: it goes on when the operator dies, ends at its deadline, and dies with the machine's power. */
export function startUnit(world: World, machine: SimulatedMachine, action: Action, epoch: number): void {
  const boot = machine.boots;
  const end = world.clock.monotonic() + action.deadlineMs;
  let stopped = false;
  const mayGoOn = () => !stopped && machine.boots === boot && world.clock.monotonic() <= end;
  const work = async () => {
    for (const effect of action.simulate.perform(machine, action.input)) {
      await world.clock.sleep(world.workMs(machine.name), world.signal);
      if (!mayGoOn()) return;
      world.reach({ machine, operator: null, at: `${action.id}: before ${effect.what}` });
      if (!mayGoOn()) return;
      effect.apply();
      world.reach({ machine, operator: null, at: `${action.id}: after ${effect.what}` });
    }
  };
  const ended = work()
    .catch(error => {
      if (!world.signal.aborted) throw error;
    })
    .finally(() => {
      if (machine.boots === boot) machine.running.delete(action.unit);
    });
  machine.running.set(action.unit, {
    step: action.id,
    epoch,
    ended,
    stop: () => {
      stopped = true;
    },
  });
}

/** Waits for running units, then stops what is left; names of the stopped ones. */
async function drain(world: World, machine: SimulatedMachine, patienceMs: number): Promise<string[]> {
  const end = world.clock.monotonic() + patienceMs;
  while (machine.running.size > 0 && world.clock.monotonic() < end)
    await world.clock.sleep(100, world.signal);
  const left = [...machine.running];
  for (const [name, unit] of left) {
    unit.stop();
    machine.running.delete(name);
  }
  return left.map(([name]) => name);
}

function renew(world: World, machine: SimulatedMachine, epoch: number): Renewal {
  if (machine.fence.epoch !== epoch) return notHeld(machine.fence.epoch);
  machine.heartbeatAt = world.clock.now();
  return { is: 'held' };
}

function release(machine: SimulatedMachine, epoch: number): void {
  if (machine.fence.epoch !== epoch) return;
  if (machine.files.get('/var/lib/barque/forget')?.content === String(epoch)) {
    for (const path of machine.files.keys())
      if (path.startsWith('/var/lib/barque/')) machine.files.delete(path);
    machine.journal.length = 0;
    machine.fence = { epoch: 0, cluster: null, run: null, holder: null };
    return;
  }
  machine.fence = { ...machine.fence, holder: null };
}

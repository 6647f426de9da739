/** Watches a simulation at every point and notes what must never be, whoever dies where. */
import { type Digest, digestOfText, hexOf } from '../../src/base/digest.ts';
import type { SimulatedMachine } from '../../src/hosts/simulated/machine.ts';
import type { Point } from '../../src/hosts/simulated/world.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { UNIT_FILES } from './fleet.ts';
import type { Journal } from './product.ts';

export interface Monitor {
  at(point: Point): void;
  /** A plan goes to the executor of a run; the run's own journal is `journal` from `from` on. */
  begins(plan: Plan, journal: Journal): void;
  /** Somebody else writes a file; nobody may touch it before the next plan. */
  strangerWrote(machine: SimulatedMachine, path: string, content: string): void;
  /** A run begins: what strangers wrote before it first looks at a host is known to it. */
  newRun(): void;
  complaints(): readonly string[];
}

export function watch(machines: readonly SimulatedMachine[]): Monitor {
  const complaints = new Set<string>();
  const epochs = new Map<SimulatedMachine, { epoch: number; run: string | null; held: boolean }>();
  const given = new Map<SimulatedMachine, Map<string, Set<string>>>();
  const strangers = new Map<SimulatedMachine, Map<string, string>>();
  const ours = new Map<string, Map<string, Set<string>>>();
  const releasing = new Set<string>();
  const looked = new Set<SimulatedMachine>();
  /** Changes that interrupt something; and steps of which only one may be at work. */
  let disruptive = new Set<string>();
  let exclusive = new Set<string>();
  let journal: Journal = [];
  let read = 0;
  let failed = false;
  // A few contents, looked at ten thousand times.
  const digests = new Map<string, Digest>();
  const digestOf = (content: string): Digest => {
    const known = digests.get(content) ?? digestOfText(content);
    digests.set(content, known);
    return known;
  };
  const contents = new Map<string, string>();
  /** What the Keepalived of all had read when they were last compared. */
  let guarded = '';
  const say = (complaint: string) => complaints.add(complaint);

  for (const machine of machines) {
    const { journal: notes } = machine;
    notes.push = (...lines) => {
      for (const line of lines) {
        const [run, , step, is] = line.split(' ');
        if (is === 'intent' && run !== machine.fence.run)
          say(`${machine.name}: ${run} began ${step} while ${machine.fence.run} held the host`);
      }
      return Array.prototype.push.apply(notes, lines);
    };
  }

  /** A unit runs only with what once lay complete at its place. */
  function configurations(machine: SimulatedMachine): void {
    const seen = given.get(machine) ?? new Map<string, Set<string>>();
    given.set(machine, seen);
    for (const [unit, { config }] of Object.entries(UNIT_FILES)) {
      const file = machine.files.get(config);
      const configs = seen.get(unit) ?? new Set();
      seen.set(unit, configs);
      if (file !== undefined) {
        const digest = hexOf(digestOf(file.content));
        configs.add(digest);
        contents.set(digest, file.content);
      }
      const state = machine.units.get(unit);
      if (state?.active && (state.config === null || !configs.has(state.config)))
        say(`${machine.name}: ${unit} is active with a configuration that it was not given`);
    }
  }

  /** Two that run and of which one does not know the other are two holders of the VIP, as soon as the other has it. */
  function peers(): void {
    const guards = machines.map(({ units }) => units.get('keepalived.service'));
    const now = guards.map(unit => (unit?.active === true ? unit.config : '')).join(' ');
    if (now === guarded) return;
    guarded = now;
    const running = machines.flatMap(machine => {
      const unit = machine.units.get('keepalived.service');
      const text = unit?.active === true ? contents.get(unit.config ?? '') : undefined;
      // What strangers and planted planners write is no list of peers.
      return text?.includes('unicast_peer') === true ? [{ machine, text }] : [];
    });
    for (const { machine, text } of running) {
      for (const { machine: other } of running) {
        if (other === machine || text.includes(` ${other.nature.address}\n`)) continue;
        say(`the Keepalived of ${machine.name} does not know that of ${other.name}, and both run`);
      }
    }
  }

  /** Whatever Barque put somewhere stands in the ledger, so that a reset can take it back. */
  function ledger(machine: SimulatedMachine): void {
    const text = machine.files.get('/var/lib/barque/ledger')?.content ?? '';
    for (const [path, blobs] of ours.get(machine.name) ?? []) {
      const file = machine.files.get(path);
      if (file === undefined || !blobs.has(digestOf(file.content))) continue;
      if (!text.includes(` ${path}\n`)) say(`${machine.name}: ${path} is ours and not in the ledger`);
    }
  }

  function units(machine: SimulatedMachine): void {
    const steps = [...machine.running.values()].map(({ step }) => step);
    if (new Set(steps).size < steps.length) say(`${machine.name}: two units of one step at once`);
    const loads = machines.filter(({ running }) =>
      [...running.values()].some(({ step }) => exclusive.has(step)),
    );
    if (loads.length > 1) say(`the VIP is interrupted on ${loads.length} hosts at once`);
  }

  function fences(machine: SimulatedMachine, point: Point): void {
    const { epoch, run, holder } = machine.fence;
    const before = epochs.get(machine) ?? { epoch: 0, run: null, held: false };
    // A reset ends with no epoch at all, and only when its run gives the host back.
    const isForgotten = epoch === 0 && run === null && releasing.has(`${machine.name} ${before.run}`);
    if (epoch < before.epoch && !isForgotten) say(`${machine.name}: the epoch fell`);
    if (run !== before.run && epoch === before.epoch) say(`${machine.name}: two runs have one epoch`);
    if (run === before.run && before.held && holder === null && !releasing.has(`${machine.name} ${run}`))
      say(`${machine.name}: the lock was released by someone who does not hold it`);
    epochs.set(machine, { epoch, run, held: holder !== null });
    if (point.at === 'take: before it is answered' && point.operator?.name === run) {
      if ([...machine.running.values()].some(unit => unit.epoch < epoch))
        say(`${machine.name}: taken while an older step still ran`);
    }
  }

  function foreign(machine: SimulatedMachine): void {
    for (const [path, content] of strangers.get(machine) ?? []) {
      if (machine.files.get(path)?.content !== content)
        say(`${machine.name}: ${path}, written by somebody else, was overwritten`);
    }
  }

  function afterFailure(): void {
    for (; read < journal.length; read += 1) {
      const event = journal[read]!;
      if (event.is === 'change.ended' && event.result !== 'done') failed = true;
      if (event.is === 'change.began' && failed && disruptive.has(event.change))
        say(`${event.change} was begun after a failure`);
    }
  }

  return {
    at: point => {
      if (point.at === 'release: before it is asked' && point.operator !== null)
        releasing.add(`${point.machine?.name} ${point.operator.name}`);
      // What happens between two points, happens on the machine of the second.
      const { machine } = point;
      if (machine === null) return afterFailure();
      configurations(machine);
      peers();
      fences(machine, point);
      ledger(machine);
      units(machine);
      if (point.at === 'read observations: before it is answered' && !looked.has(machine)) {
        looked.add(machine);
        strangers.delete(machine);
      }
      foreign(machine);
    },
    begins: (plan, of) => {
      disruptive = new Set(
        plan.changes.filter(({ interrupts }) => interrupts.length > 0).map(({ id }) => id),
      );
      exclusive = new Set(
        plan.changes
          .filter(({ interrupts }) => interrupts.some(({ what }) => what === 'vip'))
          .flatMap(({ steps }) => steps.filter(({ verb }) => verb.do === 'unit.load'))
          .map(({ id }) => id),
      );
      for (const { host, steps } of plan.changes) {
        const paths = ours.get(host) ?? new Map<string, Set<string>>();
        ours.set(host, paths);
        for (const { verb } of steps) {
          if (verb.do === 'file.put')
            paths.set(verb.path, (paths.get(verb.path) ?? new Set()).add(verb.blob));
        }
      }
      journal = of;
      read = of.length;
      failed = false;
    },
    strangerWrote: (machine, path, content) => {
      machine.files.set(path, { content, mode: '0644', owner: 'root:root' });
      strangers.set(machine, (strangers.get(machine) ?? new Map()).set(path, content));
    },
    newRun: () => looked.clear(),
    complaints: () => [...complaints],
  };
}

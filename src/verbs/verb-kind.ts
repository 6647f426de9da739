/** The doing half of a verb: how it observes and acts on a host, and how a simulated host does the same. */
import type { Digest } from '../base/digest.ts';
import type { Observation } from '../base/observation.ts';
import type { ShellText } from '../base/shell-text.ts';
import type { Effect, SimulatedMachine } from '../hosts/simulated/machine.ts';
import type { Verb } from '../plan/verb.ts';

export interface VerbKind<V extends Verb> {
  do: V['do'];
  /** $1, $2, … of both texts. */
  args(verb: V): readonly string[];
  /** Prints `key=value` lines sorted by key; changes nothing. */
  observe: ShellText;
  /** Acts; its standard input is `input`. It may be stopped at any point and be started again. */
  perform: ShellText;
  input(verb: V, blobs: Readonly<Record<Digest, string>>): string;
  simulate: {
    observe(machine: SimulatedMachine, verb: V): Observation;
    perform(machine: SimulatedMachine, verb: V, input: string): Iterable<Effect>;
  };
}

/** The doing half of a verb: how it observes and acts on a host, and how a simulated host does the same. */
import type { Observation } from '../base/observation.ts';
import type { ShellText } from '../base/shell-text.ts';
import type { Content } from '../hosts/content.ts';
import type { Effect, SimulatedMachine } from '../hosts/simulated/machine.ts';
import type { Verb } from '../plan/verb.ts';
import type { Given } from './given.ts';

/** What one program sees of several verbs: exactly what `observe` sees of each. */
export interface ManyObserved<V extends Verb> {
  text: ShellText;
  /** `deep` as in VerbKind.args. */
  args(verbs: readonly V[], deep: boolean): readonly string[];
  /** In the order of `verbs`. */
  parse(stdout: string, verbs: readonly V[]): Observation[];
}

export interface VerbKind<V extends Verb> {
  do: V['do'];
  /** $1, $2, … of both texts. `deep`: nothing is believed that can be read again. */
  args(verb: V, deep: boolean): readonly string[];
  /** Whether what was seen before acting was only seen by a deep look, so that acting needs one too. */
  isDeep?(verb: V, before: Observation): boolean;
  /** Prints `key=value` lines sorted by key; changes nothing. */
  observe: ShellText;
  /** The same look at many of this kind at once, where a process for each would take most of the time. */
  observeMany?: ManyObserved<V>;
  /** Whether looking asks the API or etcd, which takes longer than all that lies on the host together. */
  asksCluster?: true;
  /** Whether it is one rename after all: it is then done under the host's lock, without a unit. */
  inline?: true;
  /**
   * How many more times it is tried when it was not done: what a busy API refuses, it takes a moment later. Only for what
   * is as well done in parts.
   */
  tries?: number;
  /** Acts; its standard input is `input`. It may be stopped at any point and be started again. */
  perform: ShellText;
  input(verb: V, given: Given): Content;
  simulate: {
    observe(machine: SimulatedMachine, verb: V): Observation;
    perform(machine: SimulatedMachine, verb: V, input: Content): Iterable<Effect>;
  };
}

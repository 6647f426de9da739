/** Something that can be read from a host without changing it. */
import type { ShellText } from '../base/shell-text.ts';
import type { SimulatedMachine } from './simulated/machine.ts';

export interface Reading<T> {
  /** For errors and the journal, as `facts`. */
  name: string;
  text: ShellText;
  args: readonly string[];
  input?: string;
  parse(stdout: string): T;
  /** The same answer from a simulated machine; held honest by contract tests. */
  simulate(machine: SimulatedMachine): T;
}

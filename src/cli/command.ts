/** A command as data: the registry feeds commander, help, completion and the reference from it. */
import type { Writable } from 'node:stream';

export interface Argument {
  /** As shown in help: `[NAME]` optional, `<NAME>` required, `[CMD...]` the rest. */
  form: string;
  summary: string;
}

export interface Option {
  /** In commander's notation: `-o, --output <format>`. */
  flags: string;
  summary: string;
  /** The value when it is not given; shown in help. */
  default?: string | number | boolean;
  choices?: readonly string[];
}

export interface Terminal {
  stdout: Writable & { isTTY?: boolean };
  stderr: Writable & { isTTY?: boolean; columns?: number; rows?: number };
  env: Readonly<Record<string, string | undefined>>;
}

export interface Invocation {
  /** Arguments in the order of `Command.arguments`; the last may be a list. */
  args: readonly (string | readonly string[] | undefined)[];
  /** Options by their camel-case names, as commander gives them. */
  options: Readonly<Record<string, unknown>>;
  terminal: Terminal;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
}

export interface Command {
  /** Words as typed: 'plan', 'lab up'. */
  name: string;
  summary: string;
  /** A paragraph for `--help`. */
  details?: string;
  arguments?: readonly Argument[];
  options?: readonly Option[];
  /** Whether what follows the first argument belongs to another program. */
  passesOptions?: true;
  examples?: readonly string[];
  /** Returns the exit code; throws BarqueError for failures. The answer goes to stdout, all else to stderr. */
  run(invocation: Invocation): Promise<number>;
}

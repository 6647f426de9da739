/** Reads the arguments and options that the lab's commands share. */
import { BarqueError } from '../base/errors.ts';
import { foldersOf } from '../base/xdg.ts';
import type { Machine } from '../lab/machine.ts';
import { checkedLabName, parseMachinePath } from '../lab/names.ts';
import { type Lab, machineOf, openLab } from '../lab/record.ts';
import type { Invocation, Option } from './command.ts';

export const DEFAULT_LAB = 'demo';

export const OUTPUT_OPTION: Option = {
  flags: '-o, --output <format>',
  summary: 'how to print it',
  choices: ['table', 'json'],
  default: 'table',
};

/** The lab's name in argument `at`, `demo` when there is none. */
export function labNameOf(invocation: Invocation, at = 0): string {
  const name = invocation.args[at];
  return checkedLabName(typeof name === 'string' ? name : DEFAULT_LAB);
}

/** The lab in argument 0. */
export async function labOf(invocation: Invocation): Promise<Lab> {
  return await openLab(foldersOf(invocation.terminal.env), labNameOf(invocation));
}

/** The machine in argument 0, written NAME/MACHINE. */
export async function labMachineOf(invocation: Invocation): Promise<{ lab: Lab; machine: Machine }> {
  const path = parseMachinePath(String(invocation.args[0]));
  const lab = await openLab(foldersOf(invocation.terminal.env), path.lab);
  return { lab, machine: machineOf(lab, path.machine) };
}

/** A whole number of an option; throws `usage` for anything else. */
export function countOf(options: Invocation['options'], key: string, flag: string): number {
  const text = String(options[key]);
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new BarqueError({
    domain: 'usage',
    attempted: `read ${flag}`,
    cameBack: `"${text}" is no whole number`,
  });
}

/** The words after `--` in argument `at`. */
export function wordsOf(invocation: Invocation, at: number): readonly string[] {
  const words = invocation.args[at];
  if (typeof words !== 'object') return [];
  // commander hands the separator through when options are passed through.
  return words[0] === '--' ? words.slice(1) : words;
}

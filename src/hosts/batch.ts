/** Many small readings in one round trip. */
import { type ShellText, sh } from '../base/shell-text.ts';
import type { Reading } from './reading.ts';
import type { SimulatedMachine } from './simulated/machine.ts';

/** One of the readings in a batch; its output must not have a line that begins with `@`. */
export interface Part<T> {
  text: ShellText;
  /** No tab, no newline, never empty. */
  args: readonly string[];
  parse(stdout: string): T;
  simulate(machine: SimulatedMachine): T;
}

/**
 * Standard input: a line with all texts, as functions, in base64; then a line for each part, words between tabs: its
 * number, the number of its text, and its arguments. Each part is a subshell of this one: a process more costs a host
 * one to three milliseconds, and there are hundreds of parts.
 */
const DRIVER = sh`
tab=$(printf '\t')
IFS= read -r texts
eval "$(printf %s "$texts" | base64 -d)"
while IFS=$tab read -r number rest; do
  printf '\n@%s\n' "$number"
  IFS=$tab
  set -f
  # shellcheck disable=SC2086 # split at tabs, that is the point
  set -- $rest
  set +f
  unset IFS
  text=text_$1
  shift
  ("$text" "$@") </dev/null
done
`;

/** All parts' answers, in their order. */
export function batch<T>(name: string, parts: readonly Part<T>[]): Reading<T[]> {
  return {
    name,
    text: DRIVER,
    args: [],
    input: inputOf(parts),
    parse: stdout => {
      const sections = new Map<number, string>();
      for (const section of stdout.split(/^@/m).slice(1)) {
        const end = section.indexOf('\n');
        sections.set(Number(section.slice(0, end)), section.slice(end + 1));
      }
      return parts.map((part, at) => part.parse(sections.get(at) ?? ''));
    },
    simulate: machine => parts.map(part => part.simulate(machine)),
  };
}

/** Each text once: most parts are the same question about another file. */
function inputOf(parts: readonly Part<unknown>[]): string {
  const texts = [...new Set(parts.map(({ text }) => text))];
  const functions = texts.map((text, at) => `text_${at}() {\n${text}\n}\n`).join('');
  const lines = parts.map(({ text, args }, at) => [at, texts.indexOf(text), ...args].join('\t'));
  return [Buffer.from(functions).toString('base64'), ...lines].map(line => `${line}\n`).join('');
}

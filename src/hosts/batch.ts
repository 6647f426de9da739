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

/** Standard input: one line a part: its number, its text in base64, its arguments, separated by tabs. */
const DRIVER = sh`
tab=$(printf '\t')
while IFS=$tab read -r number text rest; do
  printf '\n@%s\n' "$number"
  IFS=$tab
  set -f
  # shellcheck disable=SC2086 # split at tabs, that is the point
  set -- $rest
  set +f
  unset IFS
  sh -c "$(printf %s "$text" | base64 -d)" read "$@" </dev/null
done
`;

/** All parts' answers, in their order. */
export function batch<T>(name: string, parts: readonly Part<T>[]): Reading<T[]> {
  return {
    name,
    text: DRIVER,
    args: [],
    input: parts
      .map(({ text, args }, at) => `${[at, Buffer.from(text).toString('base64'), ...args].join('\t')}\n`)
      .join(''),
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

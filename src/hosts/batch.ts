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
 * Standard input, words between tabs: `T`, number and text in base64 for each text; `P`, number, number of its text and
 * arguments for each part. Each part is a subshell of this one: a shell of its own for each took half of the time.
 */
const DRIVER = sh`
tab=$(printf '\t')
while IFS=$tab read -r what number rest; do
  if [ "$what" = T ]; then
    eval "text_$number=\$(printf %s \"\$rest\" | base64 -d)"
    continue
  fi
  printf '\n@%s\n' "$number"
  IFS=$tab
  set -f
  # shellcheck disable=SC2086 # split at tabs, that is the point
  set -- $rest
  set +f
  unset IFS
  program=
  eval "program=\$text_$1"
  shift
  (eval "$program") </dev/null
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
  const lines = [
    ...texts.map((text, at) => ['T', at, Buffer.from(text).toString('base64')]),
    ...parts.map(({ text, args }, at) => ['P', at, texts.indexOf(text), ...args]),
  ];
  return lines.map(words => `${words.join('\t')}\n`).join('');
}

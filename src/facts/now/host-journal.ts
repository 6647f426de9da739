/** What a host has noted of runs itself, from whichever machine they came: volatile, never part of planning. */
import { sh } from '../../base/shell-text.ts';
import type { FactSource } from '../fact.ts';

export interface NotedStep {
  /** `host/change/step`. */
  step: string;
  /** When it began, by the host's clock, ISO. */
  beganAt: string;
  /** `open`: no end is noted. */
  ended: 'done' | 'not-done' | 'not-started' | 'open';
}

export interface HostJournal {
  run: string;
  steps: readonly NotedStep[];
}

/** Argument: how the run's name begins or ends, or `newest`. Names sort by time. */
const TEXT = sh`
cd /var/lib/barque/journal 2>/dev/null || exit 0
newest=
for file in *.jsonl; do
  [ -f "$file" ] || continue
  newest=$file
  case $file in
    "$1"* | *"$1.jsonl") printf 'run %s\n' "$file"; cat "$file" ;;
  esac
done
if [ "$1" = newest ] && [ -n "$newest" ]; then printf 'run %s\n' "$newest"; cat "$newest"; fi
`;

export function hostJournals(called: string): FactSource<readonly HostJournal[]> {
  return {
    name: 'the host’s journal',
    text: TEXT,
    args: [called],
    parse: stdout =>
      stdout
        .split(/^run /m)
        .slice(1)
        .map(part => {
          const [file = '', ...lines] = part.split('\n');
          return { run: file.replace(/\.jsonl$/, ''), steps: stepsOf(lines) };
        }),
    // A simulated machine notes only what its run's own journal is compared with.
    simulate: () => [],
  };
}

/** A step that was asked for again stands where it began first, and ends as it ended last. */
function stepsOf(lines: readonly string[]): NotedStep[] {
  const steps = new Map<string, NotedStep>();
  for (const line of lines) {
    const noted = notedIn(line);
    if (noted === null) continue;
    const before = steps.get(noted.step);
    steps.set(noted.step, {
      step: noted.step,
      beganAt: before?.beganAt ?? noted.at,
      ended: noted.is === 'intent' ? 'open' : noted.is,
    });
  }
  return [...steps.values()];
}

/** Null: a line that a power cut has torn. */
function notedIn(
  line: string,
): { at: string; step: string; is: 'intent' | Exclude<NotedStep['ended'], 'open'> } | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

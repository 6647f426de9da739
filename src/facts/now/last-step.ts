/** What a host's own journal says about the last step of the last run there. */
import { sh } from '../../base/shell-text.ts';
import type { FactSource } from '../fact.ts';

export interface LastStep {
  run: string;
  /** Milliseconds since the epoch, by the host's clock. */
  at: number;
}

/** Names sort by time. */
const TEXT = sh`
cd /var/lib/barque/journal 2>/dev/null || exit 0
last=
for file in *.jsonl; do last=$file; done
[ -f "$last" ] || exit 0
printf '%s ' "$last"
tail -n 1 "$last"
`;

/** Null: no run has done anything here. */
export const LAST_STEP: FactSource<LastStep | null> = {
  name: 'last step',
  text: TEXT,
  args: [],
  parse: stdout => {
    const [, run, at] = /^(\S+)\.jsonl \{"at":"([^"]*)"/.exec(stdout) ?? [];
    const time = Date.parse(at ?? '');
    return run === undefined || Number.isNaN(time) ? null : { run, at: time };
  },
  simulate: ({ fence: { run }, heartbeatAt }) => (run === null ? null : { run, at: heartbeatAt }),
};

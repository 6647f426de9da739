/** Two holders: when, for how long, and whether the drill allows it. */
import type { Drill } from '../drill.ts';
import { ARP_EVERY_MS } from '../observers/arp.ts';
import type { JudgeResult, Sample } from '../proof.ts';
import { ms, passedIf, trafficOf } from './judge.ts';

export interface Span {
  fromMs: number;
  toMs: number;
  who: readonly string[];
}

/**
 * What an observer on the wire that looks each 50 ms would not see (the measure). A hand-over is no swap: Keepalived
 * says that it leaves (RFC 9568, 6.4.3: priority 0) before it takes its address away, and a backup that is scheduled first
 * has it up to 51 ms earlier on two busy cores (docs/measurements/failover.md).
 */
const SAME_MOMENT_MS = ARP_EVERY_MS;

/** Milliseconds before and after two holders in which lateness explains them: an advert's interval and the silence. */
const NEAR_MS = 500;

/** After waking or plugging in, so long may both still have it (issue: a second; an advert and a garp). */
const AFTERWARDS_MS = 1000;

export function judgedDoubles(
  all: readonly Span[],
  sample: Sample,
  { twoHolders }: Drill,
  note: string,
): Omit<JudgeResult, 'judge'> {
  if (all.length === 0) return passedIf(true, 'never two');
  const spans = all.filter(({ fromMs, toMs }) => toMs - fromMs > SAME_MOMENT_MS);
  if (spans.length === 0)
    return passedIf(true, `never two for longer than ${ms(SAME_MOMENT_MS)}, which is the same moment`);
  const total = spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const who = [...new Set(spans.flatMap(span => span.who))].sort().join(' and ');
  const first = ms(spans[0]!.fromMs - sample.faultMs);
  const told = `${who} for ${ms(total)}, from ${first} after the fault`;
  if (twoHolders === 0) {
    const lateness = spans.map(span => latenessAround(span, sample));
    if (spans.every(({ fromMs, toMs }, at) => toMs - fromMs <= SAME_MOMENT_MS + lateness[at]!))
      return {
        verdict: 'not-judged',
        evidence: `${told} (${note}), while what watches was ${ms(Math.max(...lateness))} late itself`,
      };
    return passedIf(false, `${told} (${note}), ${ms(SAME_MOMENT_MS)} is the same moment`);
  }
  if (twoHolders === 'until-healed') {
    const endMs = spans.at(-1)!.toMs;
    const isEarly = spans[0]!.fromMs < sample.faultMs;
    const late = endMs - sample.healedMs;
    return passedIf(
      !isEarly && late <= AFTERWARDS_MS,
      late > 0
        ? `${told}, until ${ms(late)} after the fault was over, of ${ms(AFTERWARDS_MS)}`
        : `${told}, while the fault lasted, as it must be`,
    );
  }
  return passedIf(total <= twoHolders, `${told}, of ${ms(twoHolders)} that are allowed`);
}

/**
 * By how much a program that wanted to run near then was late at worst, milliseconds: where all share the processors, what
 * asks on the wire and what asks for new connections are scheduled as the balancers' Keepalived are. On machines of their
 * own nobody's lateness here explains what a balancer did.
 */
function latenessAround({ fromMs, toMs }: Span, sample: Sample): number {
  if (!sample.oneMachine) return 0;
  const worst = (times: readonly number[], everyMs: number) =>
    times.slice(1).reduce((most, atMs, at) => {
      const before = times[at]!;
      const isNear = before <= toMs + NEAR_MS && atMs >= fromMs - NEAR_MS;
      return isNear ? Math.max(most, atMs - before - everyMs) : most;
    }, 0);
  const probe = trafficOf(sample, 'newConnections');
  const starts = (probe?.attempts ?? []).map(({ startMs }) => startMs).sort((a, b) => a - b);
  const asked = (sample.observed.arp ?? []).map(({ atMs }) => atMs);
  return Math.max(worst(asked, ARP_EVERY_MS), worst(starts, probe?.everyMs ?? 0));
}

/** Two proofs side by side in a terminal. */

import type { Verdict } from '../../prove/proof.ts';
import type { Comparison } from '../../prove/report/compare.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

export function comparisonLines({ differences, drills }: Comparison, colour: Paint): string[] {
  const verdict = (of: Verdict | null) => of ?? 'not run';
  const rows = drills.flatMap(({ id, a, b, figures }) => [
    ['', id, `${verdict(a)} → ${verdict(b)}`, '', '', ''],
    ...figures
      .filter(({ change, kind }) => change !== 'same' || kind === 'newConnections')
      .map(({ what, kind, a: one, b: other, ratio, change }) => [
        { better: '↓', worse: '↑', same: ' ' }[change],
        `  ${what}, ${kind}`,
        `${Math.round(one.p50Ms)} → ${Math.round(other.p50Ms)} ms`,
        `worst ${Math.round(one.maxMs)} → ${Math.round(other.maxMs)} ms`,
        Number.isFinite(ratio) ? `${ratio.toFixed(2)} ×` : '',
        change === 'same' ? '' : change,
      ]),
  ]);
  const worse = drills.filter(({ isWorse }) => isWorse).map(({ id }) => id);
  const compared = drills.filter(({ a, b }) => a !== null && b !== null).length;
  return [
    worse.length > 0
      ? colour.red(`${worse.length} of ${compared} drills passed before and fail now: ${worse.join(', ')}`)
      : colour.green(`No drill of ${compared} that passed before fails now.`),
    ...(differences.length === 0
      ? []
      : ['', colour.yellow('Not the same to begin with:'), ...differences.map(each => `  ${each}`)]),
    '',
    table(rows).trimEnd(),
  ];
}

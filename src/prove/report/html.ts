/** A proof as one page of its own: nothing is fetched, nothing runs, and it prints. */

import { beyondModel } from '../beyond.ts';
import { JUDGES } from '../judges.ts';
import type { DrillResult, Figures, JudgedSample, Proof, TrafficKind, Verdict } from '../proof.ts';
import { TRAFFIC_KINDS } from '../proof.ts';
import { TRAFFIC_WORDS } from '../traffic-words.ts';
import { escaped } from './escape.ts';
import { STYLE } from './style.ts';
import { timelineSvg } from './timeline.ts';

/** Timelines that are shown at once; the others unfold. */
const SHOWN = 2;

export function htmlOf(proof: Proof): string {
  const { cluster, drills } = proof;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${cluster}: ${headline(proof)}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="soft">Barque, proof of ${escaped(cluster)}</p>
<h1 class="${proof.verdict}">${mark(proof.verdict)} ${escaped(headline(proof))}</h1>
<p class="soft">${escaped(new Date(proof.at).toUTCString())}</p>
${facts(proof)}
</header>
<main>
${overview(drills)}
${drills.map(result => section(result, proof)).join('\n')}
</main>
<footer class="soft">
<p>Outage: the longest time without a success. Time to clean: from the fault to the last failed or slow attempt before the fault was over. New connections: a TLS connection and a request each 20 ms, 200 ms to answer. An orange bar is a time without a success; ▲ is the fault.</p>
</footer>
</body>
</html>
`;
}

function headline({ verdict, drills }: Proof): string {
  const run = drills.filter(each => each.verdict !== 'does-not-apply');
  const count = (wanted: Verdict) => run.filter(each => each.verdict === wanted).length;
  if (run.length === 0) return 'Nothing was proven';
  if (verdict === 'passed') return `Proven: ${run.length} of ${run.length} drills passed`;
  if (verdict === 'failed') return `Not proven: ${count('failed')} of ${run.length} drills failed`;
  return `Not judged: ${count('not-judged')} of ${run.length} drills`;
}

function facts({ versions, settings, machine, seed }: Proof): string {
  const all: [string, string | number][] = [
    ...Object.entries(versions),
    ...Object.entries(settings),
    ['seed', seed],
    ['where', machine.isLab ? 'a lab: all machines on this one' : 'machines of their own'],
    ['processors here', machine.cpus],
    ['kernel', machine.kernel],
    ['load before, after', `${machine.loadBefore.toFixed(1)}, ${machine.loadAfter.toFixed(1)}`],
  ];
  const rows = all.map(
    ([key, value]) => `<div><dt>${escaped(key)}</dt><dd>${escaped(String(value))}</dd></div>`,
  );
  return `<dl class="facts">${rows.join('')}</dl>`;
}

function overview(drills: readonly DrillResult[]): string {
  const rows = drills.map(result => {
    const { id, title, verdict, outage, timeToClean, predictedMs, recovery, samples } = result;
    return `<tr><td>${badge(verdict, samples.length > 0 ? undefined : 'not run')}</td><td><a href="#${escaped(id)}">${escaped(title)}</a></td><td class="n">${pair(outage.newConnections)}</td><td class="n">${predictedMs === null ? '' : `≤ ${predictedMs}`}</td><td class="n">${pair(timeToClean.newConnections)}</td><td class="n">${recovery === null ? '' : `${(recovery.p50Ms / 1000).toFixed(0)} s`}</td><td class="n">${samples.length}</td></tr>`;
  });
  return `<div class="scroll"><table><thead><tr><th></th><th>drill</th><th class="n">outage, ms</th><th class="n">predicted</th><th class="n">clean after, ms</th><th class="n">whole after</th><th class="n">samples</th></tr></thead><tbody>${rows.join('')}</tbody></table></div><p class="soft">Of new connections; median / worst where there are several samples.</p>`;
}

function section(result: DrillResult, proof: Proof): string {
  const { id, title, verdict, command, samples, skipped } = result;
  const state = samples.length > 0 ? badge(verdict) : badge(verdict, 'not run');
  const why = skipped === null ? '' : `<p class="${verdict}">${escaped(skipped)}</p>`;
  const body = samples.length === 0 ? '' : `${figures(result, proof)}${judges(result)}${timelines(samples)}`;
  return `<section id="${escaped(id)}">
<div class="head"><h2>${escaped(title)}</h2>${state}</div>
<p class="soft">${escaped(id)} · <code>${escaped(command)}</code></p>
${why}${body}
</section>`;
}

function figures(result: DrillResult, proof: Proof): string {
  const { outage, timeToClean, failedShare } = result;
  const kinds = TRAFFIC_KINDS.filter(kind => outage[kind] !== undefined);
  const over = beyondModel(result, proof);
  const beyond =
    over === null
      ? ''
      : `<p class="not-judged">Measured ${Math.round(over.measuredMs)} ms, predicted at most ${over.predictedMs} ms${over.noiseMs === 0 ? '' : `, with ${Math.round(over.noiseMs)} ms of noise beside`}: a finding about the model.</p>`;
  const row = (kind: TrafficKind) =>
    `<tr><td>${TRAFFIC_WORDS[kind]}</td><td class="n">${pair(outage[kind])}</td><td class="n">${pair(timeToClean[kind])}</td><td class="n">${share(failedShare[kind])}</td></tr>`;
  return `<h3>What clients saw</h3><div class="scroll"><table><thead><tr><th>traffic</th><th class="n">outage, ms</th><th class="n">clean after, ms</th><th class="n">failed</th></tr></thead><tbody>${kinds.map(row).join('')}</tbody></table></div>${beyond}`;
}

function judges({ judges: results }: DrillResult): string {
  const rows = results.map(
    ({ judge, verdict, evidence }) =>
      `<tr><td>${badge(verdict)}</td><td>${escaped(JUDGES.find(({ id }) => id === judge)?.title ?? judge)}</td><td class="soft">${escaped(evidence)}</td></tr>`,
  );
  return `<h3>Verdicts</h3><div class="scroll"><table><tbody>${rows.join('')}</tbody></table></div>`;
}

function timelines(samples: readonly JudgedSample[]): string {
  const pictures = samples.map(sample => {
    const on = sample.struck.length === 0 ? '' : ` on ${sample.struck.join(', ')}`;
    const variant = sample.variant === '' ? '' : `, ${sample.variant}`;
    const before = sample.earlier
      .map(({ folder, because }) => ` Taken again after ${folder}: ${because}.`)
      .join('');
    return `<figure><figcaption>${escaped(`Sample ${sample.nth}${on}${variant}.${before}`)}</figcaption>${timelineSvg(sample)}</figure>`;
  });
  const rest = pictures.slice(SHOWN);
  const folded =
    rest.length === 0
      ? ''
      : `<details><summary>${rest.length === 1 ? 'One more sample' : `${rest.length} more samples`}</summary>${rest.join('')}</details>`;
  return `<h3>When</h3>${pictures.slice(0, SHOWN).join('')}${folded}`;
}

function badge(verdict: Verdict, words = VERDICTS[verdict]): string {
  return `<span class="verdict ${verdict}">${mark(verdict)} ${words}</span>`;
}

const VERDICTS: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  'not-judged': 'not judged',
  'does-not-apply': 'does not apply',
};

function mark(verdict: Verdict): string {
  return { passed: '✓', failed: '✗', 'not-judged': '?', 'does-not-apply': '–' }[verdict];
}

function pair(of: Figures | undefined): string {
  if (of === undefined) return '';
  const [p50, most] = [Math.round(of.p50Ms), Math.round(of.maxMs)];
  return p50 === most ? String(p50) : `${p50} / ${most}`;
}

function share(of: { p50: number; max: number } | undefined): string {
  return of === undefined ? '' : `${(100 * of.max).toFixed(1)} %`;
}

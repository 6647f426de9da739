/** One screen: what the cluster looks like now, then what is wrong, the worst first. */
import { stripVTControlCharacters } from 'node:util';
import type { DriftUnknown } from '../../view/drift.ts';
import type { Status } from '../../view/status.ts';
import { hostList, some } from './listing.ts';
import type { Paint } from './paint.ts';
import { problemWords, type Speaking } from './problem-words.ts';
import { counted } from './quantities.ts';

export interface StatusShown {
  /** The cluster’s name. */
  cluster: string;
  status: Status;
  /** Milliseconds since the epoch. */
  now: number;
}

/** Columns of the labels. */
const LABEL = 14;
/** Names that stand in a line before the rest is counted. */
const NAMES = 8;

export function statusLines(
  { cluster, status, now }: StatusShown,
  speaking: Speaking,
  paint: Paint,
): string[] {
  const rows: [label: string, texts: readonly string[]][] = [
    ['endpoint', [endpointWords(status, paint)]],
    ['VIP', [vipWords(status, paint)]],
    ['balancers', status.loadBalancers.map(balancer => balancerWords(balancer, paint))],
    ['control plane', status.controlPlane.map(plane => planeWords(plane, paint))],
    ['etcd', status.controlPlane.length === 0 ? [] : [etcdWords(status.etcd, paint)]],
    ['nodes', status.controlPlane.length === 0 ? [] : [nodeWords(status.nodes, paint)]],
    ['certificates', certificateWords(status)],
    ['drift', [driftWords(status, paint)]],
    ['programs', programWords(status)],
    ['last run', [runWords(status.lastRun, now, paint)]],
    ['last proof', [proofWords(status.lastProof, now, paint)]],
  ];
  return [
    headline(cluster, status, paint),
    '',
    ...rows.flatMap(([label, texts]) =>
      texts.map((text, at) => `${paint.dim((at === 0 ? label : '').padEnd(LABEL))}${text}`),
    ),
    ...problemLines(status, speaking, paint),
  ];
}

/** The same as the lines below, for programs: every problem with its words. */
export function statusJson(status: Status, speaking: Speaking): unknown {
  return {
    ...status,
    problems: status.problems.map(problem => ({ ...problem, ...problemWords(problem, speaking) })),
  };
}

function headline(cluster: string, { healthy, problems }: Status, paint: Paint): string {
  const warnings = problems.filter(({ severity }) => severity === 'warning').length;
  const grave = problems.length - warnings;
  const also = warnings === 0 ? '' : paint.yellow(`, ${counted(warnings, 'warning')}`);
  if (healthy) return `${paint.green('✓')} ${paint.bold(cluster)} is ${paint.green('healthy')}${also}`;
  return `${paint.red('✗')} ${paint.bold(cluster)} is ${paint.red('not healthy')}: ${counted(grave, 'problem')}${also}`;
}

function endpointWords({ endpoint: { address, port, names, serving } }: Status, paint: Paint): string {
  const url = `https://${address}:${port}`;
  const also = names.length === 0 ? '' : paint.dim(`  also ${some(names, NAMES)}`);
  if (serving === null) return `${url}${also}  ${paint.yellow('unknown')}`;
  return `${url}${also}${serving ? '' : `  ${paint.red('does not serve')}`}`;
}

function vipWords({ vip: { address, holders } }: Status, paint: Paint): string {
  if (holders.length === 1) return `${address} on ${holders[0]}`;
  if (holders.length === 0) return `${address} ${paint.red('on no host that answers')}`;
  return `${address} ${paint.red(`on ${holders.length} hosts: ${holders.join(', ')}`)}`;
}

function balancerWords(
  { host, answers, haproxy, keepalived, backends }: Status['loadBalancers'][number],
  paint: Paint,
): string {
  if (!answers) return `${host}  ${paint.red('no answer')}`;
  const units = Object.entries({ haproxy, keepalived })
    .filter(([, state]) => state !== 'active')
    .map(([name, state]) => paint.red(`${name} ${state}`));
  const marks = backends.map(({ host: name, up, check }) =>
    up ? `${paint.green('✓')} ${name}` : `${paint.red('✗')} ${name}${check === '' ? '' : ` (${check})`}`,
  );
  return [host, ...units, ...(marks.length === 0 ? [] : ['→', ...marks])].join('  ');
}

function planeWords(
  { host, answers, apiserver, because }: Status['controlPlane'][number],
  paint: Paint,
): string {
  if (!answers) return `${host}  ${paint.red('no answer')}`;
  if (apiserver === 'ready') return `${host}  ${paint.green('✓')} ready`;
  if (apiserver === 'absent') return `${host}  ${paint.red('✗')} no apiserver yet`;
  return `${host}  ${paint.red('✗')} not ready  ${paint.dim(because.slice(0, 60))}`;
}

function etcdWords(etcd: Status['etcd'], paint: Paint): string {
  if (etcd === null) return paint.red('unknown: no member answers');
  const { members, quorumMargin, leader } = etcd;
  const named = (those: typeof members) => those.map(({ name, id }) => name || id).join(', ');
  const away = members.filter(({ raftIndex }) => raftIndex === null);
  const lost = away.length === 0 ? '' : `, ${paint.red(`no answer from ${named(away)}`)}`;
  const margin =
    quorumMargin < 0
      ? paint.red('no majority')
      : `${quorumMargin === 0 ? 'none' : quorumMargin} more may be lost`;
  const leading = leader === null ? paint.red('no leader') : `leader ${leader}`;
  return `${counted(members.length, 'member')}${lost}, ${leading}, ${margin}`;
}

function nodeWords(nodes: Status['nodes'], paint: Paint): string {
  if (nodes === null) return paint.yellow('unknown: the API did not tell');
  const ready = nodes.filter(node => node.ready).length;
  const notReady = nodes.filter(node => !node.ready).map(({ name }) => name);
  const all = `${ready} of ${nodes.length} Ready`;
  return notReady.length === 0 ? all : `${all}, ${paint.red(`not: ${hostList(notReady)}`)}`;
}

function certificateWords({ certificates: { oldest } }: Status): string[] {
  if (oldest === null) return [];
  const { path, host, ends, daysLeft } = oldest;
  const when = daysLeft < 0 ? 'has ended' : `ends in ${counted(daysLeft, 'day')}`;
  return [`the first ${when} (${ends.slice(0, 10)}): ${path} on ${host}`];
}

/** What is not said to the end here is said by `barque plan`. */
const DRIFT_UNKNOWN: Readonly<Record<DriftUnknown, string>> = {
  'not-asked': 'not looked at; --drift looks',
  watching: 'not looked at again and again; --drift does',
  'no-plan': 'not looked at, since no plan can be made here; barque plan says why',
  'silent-hosts': 'not looked at, since not all hosts answer; --drift looks at those that do',
  'run-in-progress': 'not looked at while the hosts are being changed',
  slow: 'not known in time; --drift waits for it',
};

function driftWords({ drift, driftUnknown }: Status, paint: Paint): string {
  if (drift === null) return paint.dim(DRIFT_UNKNOWN[driftUnknown ?? 'not-asked']);
  if (drift.steps === 0) return 'none: as the file says';
  return paint.yellow(`${counted(drift.steps, 'step')} on ${hostList(Object.keys(drift.hosts))}`);
}

function programWords({ provenance: { versions, bundle } }: Status): string[] {
  const seen = [
    ...versions.kubernetes.map(version => `Kubernetes ${version.replace(/^v/, '')}`),
    ...versions.etcd.map(version => `etcd ${version}`),
    ...(bundle === null ? [] : [`bundle ${bundle.digest.slice(0, 19)} (${bundle.provenance})`]),
  ];
  return seen.length === 0 ? [] : [seen.join(', ')];
}

/** A proof older than this says little of the cluster as it is, milliseconds: a month, in which most clusters change. */
const STALE_PROOF_MS = 30 * 24 * 3_600_000;

function proofWords(proof: Status['lastProof'], now: number, paint: Paint): string {
  if (proof === null) return paint.dim('none: barque prove');
  const age = now - Date.parse(proof.at);
  const when = age > STALE_PROOF_MS ? paint.yellow(agoText(age)) : agoText(age);
  const words = `${proof.passed} of ${counted(proof.drills, 'drill')} passed, ${when}`;
  return proof.verdict === 'passed' ? words : `${paint.red(proof.verdict === 'failed' ? '✗' : '?')} ${words}`;
}

function runWords(lastRun: Status['lastRun'], now: number, paint: Paint): string {
  if (lastRun === null) return paint.dim('none');
  const { run, is, holder, at, result } = lastRun;
  const since = at === null ? '' : `, last step ${agoText(now - Date.parse(at))}`;
  if (is === 'running') return paint.yellow(`${run}: going on, by ${holder}${since}`);
  if (is === 'broken-off') return paint.red(`${run}: broken off, by ${holder}${since}`);
  return `${run}: ended${result === null ? '' : `, ${result}`}${since}`;
}

function problemLines(status: Status, speaking: Speaking, paint: Paint): string[] {
  return status.problems.flatMap(problem => {
    const { means, next } = problemWords(problem, speaking);
    const colour = problem.severity === 'warning' ? paint.yellow : paint.red;
    const mark = { alarm: '‼', problem: '✗', warning: '!' }[problem.severity];
    const [first = '', ...more] = next.split('\n');
    const rest = more.map(line => (line === '' ? '' : `    ${line}`));
    return ['', `${colour(mark)} ${means}`, `  ${paint.dim('→')} ${first}`, ...rest];
  });
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Roughly: `just now`, `8 minutes ago`, `3 days ago`. Clocks of hosts may be ahead of ours. */
function agoText(ms: number): string {
  if (ms < MINUTE_MS) return 'just now';
  if (ms < HOUR_MS) return `${counted(Math.floor(ms / MINUTE_MS), 'minute')} ago`;
  if (ms < DAY_MS) return `${counted(Math.floor(ms / HOUR_MS), 'hour')} ago`;
  return `${counted(Math.floor(ms / DAY_MS), 'day')} ago`;
}

/** As many of the lines as a screen has room for, the first ones: what is worst stands first. */
export function onScreen(
  lines: readonly string[],
  { columns, rows }: { columns: number; rows: number },
): string[] {
  const heightOf = (line: string) => Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns));
  let room = rows - SPARE_ROWS;
  const shown: string[] = [];
  for (const line of lines) {
    room -= heightOf(line);
    if (room < 0) return [...shown, '…'];
    shown.push(line);
  }
  return shown;
}

/** For the three dots, and the line on which the cursor stands. */
const SPARE_ROWS = 2;

/** How findings and forecasts look. */
import { formatDuration } from '../../base/duration.ts';
import type { LintModel, Severity } from '../../lint/finding.ts';
import type { Assumption, Forecast, ForecastFault, Never, Predicted } from '../../lint/forecast-model.ts';
import type { Told } from '../../lint/lint.ts';
import { visible } from './file-diff.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

export function lintLines(
  model: LintModel,
  told: readonly Told[],
  forecasts: readonly Forecast[],
  colour: Paint,
): string[] {
  return [
    ...shown(together(told)).flatMap(({ same, more }) => [
      ...findingLines(same, colour),
      ...(more === 0 ? [] : [colour.dim(`    and ${more} more of [${same[0]!.id}]`)]),
      '',
    ]),
    ...forecasts.flatMap(each => [...forecastLines(each, colour), '']),
    countLine(model, told, colour),
  ];
}

/** For programs; milliseconds, null where nothing ends a fault. */
export function lintAnswer(
  { haproxy, keepalived }: LintModel,
  findings: readonly Told[],
  forecasts: readonly Forecast[],
  exitCode: number,
): unknown {
  return {
    files: [
      ...haproxy.map(({ file }) => ({ file, is: 'haproxy' })),
      ...keepalived.map(({ file }) => ({ file, is: 'keepalived' })),
    ],
    findings,
    forecasts: forecasts.map(({ faults, ...rest }) => ({
      ...rest,
      faults: faults.map(each => ({ ...each, ms: Number.isFinite(each.ms) ? Math.ceil(each.ms) : null })),
    })),
    exitCode,
  };
}

/** The same mistake in the files of several hosts is told once. */
function together(told: readonly Told[]): Told[][] {
  const same = new Map<string, Told[]>();
  for (const each of told) {
    const key = JSON.stringify([each.id, each.reason, each.remedy]);
    same.set(key, [...(same.get(key) ?? []), each]);
  }
  return [...same.values()];
}

/** Of each finding that many differing ones are shown, and places of each: a file of another kind has thousands. */
const SHOWN = 5;
const PLACES = 10;

/** `more`: of the same id, which are left out after this one. */
function shown(all: readonly Told[][]): { same: readonly Told[]; more: number }[] {
  const byId = [...Map.groupBy(all, ([first]) => first!.id).values()];
  const more = new Map(
    byId.flatMap(groups =>
      groups
        .slice(0, SHOWN)
        .map(
          (same, at, first) => [same, at === first.length - 1 ? groups.length - first.length : 0] as const,
        ),
    ),
  );
  return all.filter(same => more.has(same)).map(same => ({ same, more: more.get(same)! }));
}

function findingLines(same: readonly Told[], colour: Paint): string[] {
  const { id, severity, title, reason, remedy } = same[0]!;
  const named = same.slice(0, PLACES).map(({ file, line }) => `${file}:${line}`);
  const places = [...named, ...(same.length > PLACES ? [`and ${same.length - PLACES} more`] : [])].join(', ');
  const paintOf = { error: colour.red, warning: colour.yellow, advice: colour.cyan }[severity];
  return [
    `${paintOf(severity)} ${colour.bold(title)} ${colour.dim(`[${id}]`)}`,
    ...wrapped(places).map(each => `    ${visible(each)}`),
    ...wrapped(reason).map(each => `    ${visible(each)}`),
    ...wrapped(remedy).map((each, at) => `${at === 0 ? '    →' : '     '} ${visible(each)}`),
  ];
}

/** Characters of a line of prose that are read with ease. */
const WIDTH = 100;

/** Long lines go on in the next; a text of several lines is to be copied and stays as it is. */
function wrapped(text: string): string[] {
  const given = text.split('\n');
  if (given.length > 1) return given;
  return given.flatMap(line => {
    const lines: string[] = [];
    for (const word of line.split(' ')) {
      const last = lines.at(-1);
      if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
      else lines[lines.length - 1] = `${last} ${word}`;
    }
    return lines;
  });
}

const FAULT_WORDS: Readonly<Record<ForecastFault, string>> = {
  'power-loss': 'the holder loses its power, its link or its kernel',
  'power-loss-kernel': 'the same, for a client with the kernel’s own timers',
  'haproxy-crash': 'HAProxy crashes on the holder, and nothing starts it again',
  'haproxy-hang': 'HAProxy hangs on the holder',
  'hand-over': 'the VIP is handed over (Keepalived is stopped)',
  'server-crash': 'a server crashes: its port refuses',
  'server-power-loss': 'a server’s host loses its power: some new connections wait',
  'server-hang': 'a server hangs: some new connections get no answer',
  'server-wait': 'how long one of them waits for a vanished server',
};

const NEVER_WORDS: Readonly<Record<Never, string>> = {
  'no-tracker': 'nothing looks at HAProxy',
  'no-check-for-hangs': 'no check sees a hang',
  'weight-with-nopreempt': 'a weight with nopreempt moves nothing',
  'weight-within-gap': 'the weight is smaller than the distance of the priorities',
  'one-server': 'there is one server',
  'no-check': 'no check: it is never noticed',
  'check-only-connects': 'the check only connects: a hang is never noticed',
  'no-connect-timeout': 'there is no timeout connect',
};

function forecastLines({ about, name, files, faults, assumed }: Forecast, colour: Paint): string[] {
  const title = about === 'vip' ? `VIP ${name}` : `Servers of ${name}`;
  const rows = faults.map(each => [`  ${spanOf(each)}`, wordsOf(each)]);
  return [
    `${colour.bold(visible(`${title}: outage at most`))} ${colour.dim(`(${visible(files.join(', '))})`)}`,
    ...table(rows).trimEnd().split('\n'),
    ...assumed.map(each => colour.dim(`  taken as given: ${visible(assumptionWords(each))}`)),
  ];
}

function wordsOf({ fault, never }: Predicted): string {
  return never === null ? FAULT_WORDS[fault] : `${FAULT_WORDS[fault]} (${NEVER_WORDS[never]})`;
}

function spanOf({ ms }: Predicted): string {
  return (
    Number.isFinite(ms) ? formatDuration(ms < 1000 ? Math.ceil(ms) : Math.ceil(ms / 10) * 10) : 'for ever'
  ).padStart(8);
}

function assumptionWords(assumed: Assumption): string {
  switch (assumed.is) {
    case 'peers-not-given':
      return assumed.count === 1
        ? `a peer whose file was not given has priority ${assumed.priority}`
        : `${assumed.count} peers whose files were not given have priority ${assumed.priority}`;
    case 'second-host':
      return `there is a second host, with priority ${assumed.priority}: its file was not given`;
    case 'script-asks-haproxy':
      return `\`${assumed.command}\` asks HAProxy and fails when it does not answer`;
    case 'track-file-is-written':
      return `something writes the tracked file ${assumed.name} as soon as HAProxy dies`;
    case 'stalls':
      return `a host may act ${assumed.ms}ms late, as virtual machines do`;
    case 'conditions':
      return `all conditions in ${assumed.file} hold (line ${assumed.line}), and what it includes changes nothing`;
  }
}

const COUNT_WORDS: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  error: ['1 error', 'errors'],
  warning: ['1 warning', 'warnings'],
  advice: ['1 piece of advice', 'pieces of advice'],
};

function countLine({ haproxy, keepalived }: LintModel, told: readonly Told[], colour: Paint): string {
  const files = haproxy.length + keepalived.length;
  const read = files === 1 ? '1 file' : `${files} files`;
  if (told.length === 0) return `${read}: ${colour.green('nothing found')}.`;
  const counts = (Object.keys(COUNT_WORDS) as Severity[]).flatMap(severity => {
    const number = told.filter(each => each.severity === severity).length;
    const [one, many] = COUNT_WORDS[severity];
    return number === 0 ? [] : [number === 1 ? one : `${number} ${many}`];
  });
  return `${read}: ${counts.join(', ')}.`;
}

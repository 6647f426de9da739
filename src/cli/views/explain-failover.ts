/** The arithmetic of a failover in words: what is promised, what each fault costs, and where each number comes from. */
import { formatDuration } from '../../base/duration.ts';
import type { Timers } from '../../failover/derive.ts';
import type { Explained, ExplainedFault } from '../../failover/explain.ts';
import { PROFILES } from '../../failover/profiles.ts';
import type { Fault, Term, TermName } from '../../failover/terms.ts';
import type { Profile } from '../../spec/resolved.ts';
import type { Paint } from './paint.ts';
import { counted } from './quantities.ts';
import { table } from './table.ts';

export interface FailoverAnswer {
  cluster: string;
  balancers: number;
  /** Servers behind the balancers. */
  backends: number;
  /** Whether they are apiservers. */
  kubernetes: boolean;
  /** Milliseconds. */
  promised: { failoverMs: number; hangMs: number };
  /** As the file says it. */
  wanted: Profile;
  /** By the profile that is taken, or would be where facts decide. */
  chosen: Extract<Explained, { is: 'kept' }>;
  profiles: readonly Explained[];
  /** Milliseconds; with whole seconds between checks. */
  hangOnDebian12Ms: number;
}

type Kept = Extract<Explained, { is: 'kept' }>;

export function explainLines(answer: FailoverAnswer, colour: Paint): string[] {
  const { chosen, profiles, promised, balancers } = answer;
  return [
    colour.bold(
      `${answer.cluster}: ${counted(balancers, 'load balancer')}, ${counted(answer.backends, 'server')} behind`,
    ),
    '',
    ...lines([
      ['promised', `${formatDuration(promised.failoverMs)} at a power loss or crash (availability.failover)`],
      ['', `${formatDuration(promised.hangMs)} when HAProxy hangs (availability.hang)`],
      ['profile', profileWords(answer)],
      ['timers', ...timerWords(chosen.timers)],
    ]),
    '',
    ...chosen.faults.flatMap(fault => [...faultLines(fault, answer, colour), '']),
    ...besideLines(answer, colour),
    ...(balancers < 2 ? [] : [colour.bold('What each profile would give'), ...profileTable(profiles)]),
  ];
}

/** Empty where nobody can take over anyway. */
function besideLines({ chosen, backends, hangOnDebian12Ms }: FailoverAnswer, colour: Paint): string[] {
  const { powerLossKernelMs, backendConnectMs } = chosen.prediction;
  const found = [
    ...(Number.isFinite(powerLossKernelMs)
      ? [
          `  ${span(powerLossKernelMs)}  at a power loss, for a client with the kernel’s own timers (P2): it sends a lost`,
          `  ${' '.repeat(SPAN)}  SYN again after 1 s, 3 s, 7 s; every outage below 1 s costs it the same`,
        ]
      : []),
    ...(Number.isFinite(hangOnDebian12Ms)
      ? [
          `  ${span(hangOnDebian12Ms)}  at a hang on Debian 12 or Ubuntu, whose Keepalived 2.2 counts checks in whole seconds`,
        ]
      : []),
    ...(backends > 1
      ? [
          `  ${span(backendConnectMs)}  for a new connection to a server that vanished, before it goes to another`,
        ]
      : []),
  ];
  return found.length === 0 ? [] : [colour.bold('Beside that'), ...found, ''];
}

function profileWords({ wanted, chosen: { profile } }: FailoverAnswer): string {
  const { stallMs, shortestSilenceMs } = PROFILES[profile];
  const numbers = `bears stalls of ${stallMs}ms, calls nobody dead before ${shortestSilenceMs}ms`;
  if (wanted !== 'auto') return `${profile} (availability.profile): ${numbers}`;
  const why =
    profile === 'lan'
      ? 'only if every host is bare metal; virtual machines cannot keep this promise'
      : 'auto takes it unless facts say that every host is bare metal: then lan';
  return `${profile}, ${numbers}\n${why}`;
}

function timerWords({ vrrp, check, backend }: Timers): string[] {
  return [
    `Keepalived: adverts each ${vrrp.advertMs}ms, ${vrrp.downAdverts} may be missing; ` +
      `HAProxy is asked each ${check.intervalMs}ms, ${check.timeoutMs}ms at most, ${check.fall} times`,
    `HAProxy: servers are asked each ${backend.interMs}ms, ${backend.checkTimeoutMs}ms at most, ` +
      `after a failure each ${backend.fastInterMs}ms, ${backend.fall} times`,
  ];
}

const FAULT_WORDS: Readonly<Record<Fault, string>> = {
  'power-loss': 'The holder of the VIP loses its power, its link or its kernel',
  'haproxy-crash': 'HAProxy crashes on the holder',
  'haproxy-hang': 'HAProxy hangs on the holder',
  'hand-over': 'The VIP is handed over (planned)',
  'backend-crash': 'An apiserver crashes: its port refuses',
  'backend-hang': 'An apiserver hangs, or its host loses its power',
};

const ALONE: Readonly<Record<'balancer' | 'backend', string>> = {
  balancer: 'nobody takes over: there is one load balancer',
  backend: 'nobody takes over: there is one server',
};

function faultLines(
  { fault, terms, totalMs, boundMs }: ExplainedFault,
  { chosen, backends, kubernetes }: FailoverAnswer,
  colour: Paint,
): string[] {
  const words = FAULT_WORDS[fault];
  const title = colour.bold(kubernetes ? words : words.replace('An apiserver', 'A server'));
  const ofBackend = fault === 'backend-crash' || fault === 'backend-hang';
  if (ofBackend && backends < 2) return [title, `  ${colour.yellow(ALONE.backend)}`];
  if (terms === null) return [title, `  ${colour.yellow(ALONE.balancer)}`];
  const bound = boundMs === null ? '' : ` of ${formatDuration(boundMs)}`;
  const what = ofBackend
    ? 'until no new connection waits for it; others succeed meanwhile'
    : 'without an answer';
  return [
    title,
    ...terms.map(term => `  ${span(term.ms)}  ${termWords(term, chosen)}`),
    `  ${colour.green(span(totalMs))}  ${colour.green(`at most${bound}`)}, ${what}`,
  ];
}

const SOURCES: Readonly<Record<Exclude<TermName, 'missed-adverts' | 'skew' | 'stall'>, string>> = {
  check: 'until enough checks in a row have failed, each after its timeout',
  hook: 'systemd notices the death and starts the hook',
  'tracked-file': 'Keepalived reads the tracked file and sends priority 0 (22–43 ms measured, with taking)',
  take: 'the address is added and announced (22–30 ms measured)',
  'backend-checks': 'until two checks in a row have failed, each after its timeout',
  probe: 'the probe starts each 20 ms and needs its handshakes',
};

function termWords({ name }: Term, { timers, profile }: Kept): string {
  const { advertMs, downAdverts } = timers.vrrp;
  switch (name) {
    case 'missed-adverts':
      return `${downAdverts} adverts of ${advertMs}ms are missed: the longest that keeps the promise (RFC 9568, 6.1)`;
    case 'skew':
      return 'skew: the slowest taker’s share of an advert, by its priority (RFC 9568, 6.1)';
    case 'stall':
      return `a stall of the taker: what the profile ${profile} bears`;
    default:
      return SOURCES[name];
  }
}

function profileTable(profiles: readonly Explained[]): string[] {
  const rows = profiles.flatMap(each => {
    if (each.is === 'refused') return [];
    const { vrrp } = each.timers;
    const { powerLossMs, haproxyCrashMs, haproxyHangMs } = each.prediction;
    const all = [powerLossMs, haproxyCrashMs, haproxyHangMs].map(ms => shortSpan(ms));
    return [[each.profile, `${vrrp.downAdverts} × ${vrrp.advertMs}ms`, ...all]];
  });
  const refused = profiles.flatMap(each =>
    each.is === 'refused'
      ? [`${each.profile} would need availability.${each.promise}: ${formatDuration(each.nearestMs)}`]
      : [],
  );
  return [
    ...table([['PROFILE', 'ADVERTS', 'POWER LOSS', 'CRASH', 'HANG'], ...rows])
      .trimEnd()
      .split('\n'),
    ...refused,
  ].map(line => `  ${line}`);
}

/** `promised  1s …`: words in one column, each further text below the first. */
function lines(rows: readonly (readonly [string, ...string[]])[]): string[] {
  return rows.flatMap(([word, ...texts]) =>
    texts
      .flatMap(text => text.split('\n'))
      .map((text, at) => `  ${(at === 0 ? word : '').padEnd(8)}  ${text}`),
  );
}

/** Characters of a time, as `12.345s`. */
const SPAN = 7;

/** Rounded up and to the right: what is promised is never rounded down. */
function span(ms: number): string {
  return shortSpan(ms).padStart(SPAN);
}

function shortSpan(ms: number): string {
  return Number.isFinite(ms) ? formatDuration(Math.ceil(ms)) : 'never';
}

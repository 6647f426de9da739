import { describe, expect, it } from 'vitest';
import { parseHaproxy } from './parse.ts';
import { haproxyPatchProblems, patchHaproxy } from './patch.ts';

const OURS = parseHaproxy(`
global
  log /dev/log local0
  hard-stop-after 30m
defaults
  mode tcp
  option tcplog
  option dontlog-normal
  timeout client 24h
frontend endpoint
  bind :8443
backend servers
  balance leastconn
  server s1 192.0.2.21:6443 check
`).file;

/** Sections as `title: directive; directive`. */
function patched(text: string): string[] {
  const answer = patchHaproxy(OURS, text);
  if (answer.is === 'refused') return [...answer.because];
  return answer.file.sections.map(
    ({ kind, name, directives }) =>
      `${[kind, ...name].join(' ')}: ${directives.map(words => words.join(' ')).join('; ')}`,
  );
}

const unchanged = patched('');

describe('a patch of haproxy.cfg', () => {
  it('with nothing in it changes nothing', () => {
    expect(patchHaproxy(OURS, '# later\n')).toEqual({ is: 'patched', file: OURS });
  });

  it.each([
    [
      'replaces a directive where it stands',
      'global\n hard-stop-after 5m',
      'global: log /dev/log local0; hard-stop-after 5m',
    ],
    ['adds one', 'global\n nbthread 4', 'global: log /dev/log local0; hard-stop-after 30m; nbthread 4'],
    [
      'tells options apart, and knows what no means',
      'defaults\n no option dontlog-normal\n timeout client 1h',
      'defaults: mode tcp; option tcplog; no option dontlog-normal; timeout client 1h',
    ],
    [
      'may write one keyword several times',
      'global\n log 192.0.2.5 local0\n log 192.0.2.6 local0',
      'global: log 192.0.2.5 local0; log 192.0.2.6 local0; hard-stop-after 30m',
    ],
  ])('%s', (_name, text, section) => {
    const title = section.split(':')[0]!;
    expect(patched(text)).toEqual(unchanged.map(each => (each.startsWith(`${title}:`) ? section : each)));
  });

  it('adds other sections after ours', () => {
    expect(patched('frontend metrics\n mode http\n bind :9101')).toEqual([
      ...unchanged,
      'frontend metrics: mode http; bind :9101',
    ]);
  });

  it.each([
    ['frontend endpoint\n bind :443', /line 2: bind in frontend endpoint: endpoint\.port sets it/],
    ['backend servers\n server x 192.0.2.1:1', /line 2: server in backend servers: Barque keeps/],
    [
      'backend servers\n balance source\n http-check expect status 204',
      /line 3: .*loadBalancer\.health\.path/,
    ],
    ['defaults\n timeout check 9s', /line 2: .*failover budget/],
    ['defaults\n no option redispatch', /line 2: option redispatch/],
    ['frontend alive\n mode tcp', /line 2: .*Keepalived learns/],
    ['global\n stats socket /run/x', /line 2: stats socket/],
    ['frontend endpoint from other', /line 1: .*defaults from no other/],
    ['frontend mine\n bind 192.0.2.9:8443', /line 2: bind 192\.0\.2\.9:8443: port 8443 is Barque’s/],
    ['frontend mine\n bind :80,:8404', /port 8404 is Barque’s/],
    ['program helper\n command x', /line 1: program/],
    ['global\n .if feature(OPENSSL)', /line 2: \.if/],
    ['maxconn 5', /line 1: maxconn stands before any section/],
    ['global\n log "x', /line 2: a quote is not closed/],
  ])('%j is refused', (text, because) => {
    expect(patched(text)).toEqual([expect.stringMatching(because)]);
  });

  it('is refused with all reasons at once, before there is anything to merge it into', () => {
    expect(haproxyPatchProblems('global\n user root\n group root\nfrontend mine\n bind :8443')).toHaveLength(
      2,
    );
  });
});

/** Findings about what becomes of connections, new and long ones, when something dies or nothing is said for long. */
import { type Back, backsOf } from '../backs.ts';
import type { Finding, Found, LintModel } from '../finding.ts';
import { find, findAll, type ProxySection, serverValue, timeoutMs } from '../haproxy.ts';

function perBack(
  { haproxy }: LintModel,
  lineOf: (back: Back) => number | null,
  words: { reason: string; remedy: string },
): Found[] {
  return backsOf(haproxy).flatMap(each => {
    const line = lineOf(each);
    return line === null ? [] : [{ file: each.view.file, line, ...words }];
  });
}

const noRedispatch: Finding = {
  id: 'no-redispatch',
  severity: 'error',
  title: 'Retries go to the same dead server',
  find: model =>
    perBack(
      model,
      ({ back }) =>
        back.servers.length > 1 && find(back.settings, 'option redispatch') === null ? back.line : null,
      {
        reason:
          'Without `option redispatch` a connection that is refused is tried again at the server that refused it: 141 of 493 connections failed when an apiserver was killed, and none with it.',
        remedy: 'Write `option redispatch 1` and `retries 3` in defaults.',
      },
    ),
};

/** A lost SYN is sent again after 1 s and 3 s: what waits longer has lost more than a packet. */
const LONG_CONNECT_MS = 3000;

const slowConnect: Finding = {
  id: 'slow-connect',
  severity: 'warning',
  title: 'New connections wait long for a vanished server',
  find: model =>
    perBack(
      model,
      ({ back }) => {
        const ms = timeoutMs(back.settings, 'connect');
        if (ms !== null && ms <= LONG_CONNECT_MS) return null;
        return find(back.settings, 'timeout connect')?.line ?? back.line;
      },
      {
        reason:
          'Until its checks have failed, each new connection to a host without power waits for the whole `timeout connect`: 5 s measured with the value of common examples, 0.3 s with 300ms. Without a value it waits for ever.',
        remedy: 'Write `timeout connect 300ms` on one site’s network, 1s elsewhere.',
      },
    ),
};

/** client-go pings a silent HTTP/2 connection after 30 s (kubernetes/kubernetes#95981). */
const PING_MS = 30_000;
/** People leave `logs -f`, `exec` and port-forwards alone for an hour; those send nothing by themselves. */
const PATIENCE_MS = 3_600_000;

/** The shortest silence that cuts a connection of this backend, milliseconds; null: none does. */
function idle({ back, fronts }: Back): { ms: number; line: number } | null {
  const tunnel = timeoutMs(back.settings, 'tunnel');
  // In TCP mode `timeout tunnel` replaces the other two once both sides have spoken (manual, 4.2, timeout tunnel).
  if (tunnel !== null) return { ms: tunnel, line: find(back.settings, 'timeout tunnel')!.line };
  const of = (proxy: ProxySection, name: string) => {
    const ms = timeoutMs(proxy.settings, name);
    return ms === null ? [] : [{ ms, line: find(proxy.settings, `timeout ${name}`)!.line }];
  };
  const all = [...fronts.flatMap(front => of(front, 'client')), ...of(back, 'server')];
  return all.sort((one, other) => one.ms - other.ms)[0] ?? null;
}

const cutsWatches: Finding = {
  id: 'timeout-cuts-watches',
  severity: 'error',
  title: 'Silent watches are cut all the time',
  find: model =>
    perBack(
      model,
      each => {
        const silence = idle(each);
        return each.api && silence !== null && silence.ms <= PING_MS ? silence.line : null;
      },
      {
        reason:
          'A watch on something that does not change says nothing until the client pings after 30 s; this timeout cuts it before that, again and again, for every controller and kubelet.',
        remedy:
          'Write `timeout client 24h`, `timeout server 24h` and `timeout tunnel 24h`; dead peers are found by keepalives (clitcpka, srvtcpka).',
      },
    ),
};

const cutsSessions: Finding = {
  id: 'timeout-cuts-sessions',
  severity: 'warning',
  title: 'kubectl exec and logs are cut when silent',
  find: model =>
    perBack(
      model,
      each => {
        const silence = idle(each);
        if (!each.api || silence === null) return null;
        return silence.ms > PING_MS && silence.ms < PATIENCE_MS ? silence.line : null;
      },
      {
        reason:
          '`kubectl logs -f`, `exec` and `port-forward` may be silent for hours and are cut by this timeout (kubernetes/kubeadm#2227). Watches survive only because clients ping each 30 s.',
        remedy: 'Write `timeout client 24h`, `timeout server 24h` and `timeout tunnel 24h`.',
      },
    ),
};

const noTimeout: Finding = {
  id: 'no-idle-timeout',
  severity: 'warning',
  title: 'Connections of vanished peers stay for ever',
  find: model =>
    perBack(model, each => (each.fronts.length > 0 && idle(each) === null ? each.back.line : null), {
      reason: 'HAProxy has no timeout of its own: what is never closed is never given back, up to maxconn.',
      remedy: 'Write `timeout client 24h`, `timeout server 24h` and `timeout tunnel 24h` in defaults.',
    }),
};

const tcpUtIgnored: Finding = {
  id: 'tcp-ut-ignored',
  severity: 'error',
  title: '`tcp-ut` on default-server does nothing',
  find: ({ haproxy }) =>
    backsOf(haproxy).flatMap(({ view, back }) =>
      findAll(back.settings, 'default-server')
        .filter(({ words }) => words.includes('tcp-ut'))
        .map(({ line }) => ({
          file: view.file,
          line,
          reason:
            'HAProxy reads it and forgets it (2.6, 3.0 and 3.5-dev): no socket gets TCP_USER_TIMEOUT, and the protection that seems to be there is not.',
          remedy: 'Write `tcp-ut 10s` on each server line.',
        })),
    ),
};

const deadServers: Finding = {
  id: 'no-server-keepalive',
  severity: 'advice',
  title: 'After a reload nothing frees watches from a dead server',
  find: model =>
    perBack(
      model,
      ({ back, api }) => {
        const kept = ['option srvtcpka', 'option tcpka'].some(each => find(back.settings, each) !== null);
        const bounded = back.servers.every(
          server => serverValue({ ...server, inherited: [] }, 'tcp-ut') !== null,
        );
        return api && !kept && !bounded ? back.line : null;
      },
      {
        reason:
          'A worker that was reloaded keeps its connections and checks no more, so on-marked-down does not happen there (haproxy/haproxy#1874): 0 of 3 watches were cut. Only the sockets’ own bounds remain.',
        remedy:
          'Write `option srvtcpka`, `srvtcpka-idle 5s`, `srvtcpka-intvl 2s`, `srvtcpka-cnt 3`, and `tcp-ut 10s` on each server line.',
      },
    ),
};

const deadClients: Finding = {
  id: 'no-client-keepalive',
  severity: 'advice',
  title: 'Connections of dead clients stay',
  find: model =>
    perBack(
      model,
      each => {
        const open = each.fronts.find(({ settings, binds }) => {
          const kept = ['option clitcpka', 'option tcpka'].some(name => find(settings, name) !== null);
          return !kept && !binds.every(({ words }) => words.includes('tcp-ut'));
        });
        const silence = idle(each);
        return each.api && open !== undefined && (silence?.ms ?? PATIENCE_MS) >= PATIENCE_MS
          ? open.line
          : null;
      },
      {
        reason:
          'With timeouts long enough for watches, a client that lost its power keeps its connection, here and at the apiserver, for just as long.',
        remedy:
          'Write `option clitcpka`, `clitcpka-idle 30s`, `clitcpka-intvl 10s`, `clitcpka-cnt 3`, and `tcp-ut 30s` on bind.',
      },
    ),
};

const noHardStop: Finding = {
  id: 'no-hard-stop',
  severity: 'advice',
  title: 'Old workers stay for as long as their watches',
  find: ({ haproxy }) =>
    haproxy
      .filter(view => backsOf([view]).length > 0 && find(view.global, 'hard-stop-after') === null)
      .map(({ file, globalLine }) => ({
        file,
        line: globalLine,
        reason:
          'Each reload leaves a worker that lives until its last connection ends; watches never end, so workers and their memory add up (haproxy/haproxy#228).',
        remedy: 'Write `hard-stop-after 30m` in global.',
      })),
};

export const CONNECTIONS: readonly Finding[] = [
  noRedispatch,
  slowConnect,
  cutsWatches,
  cutsSessions,
  noTimeout,
  tcpUtIgnored,
  deadServers,
  deadClients,
  noHardStop,
];

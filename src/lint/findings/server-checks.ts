/** Findings about how HAProxy learns that a server is dead. */
import { backendDownMs } from '../../failover/equations.ts';
import { type Back, backsOf, type Check, checkOf } from '../backs.ts';
import { type CheckTiming, checkTiming, lossTiming } from '../check-timing.ts';
import type { Finding, Found, LintModel } from '../finding.ts';
import { find, findAll, type Server } from '../haproxy.ts';

/** A finding for each server whose check is so; told once for a backend, at the first server. */
function perBack(
  { haproxy }: LintModel,
  wrong: (check: Check, server: Server, back: Back) => boolean,
  words: { reason: string; remedy: string },
): Found[] {
  return backsOf(haproxy).flatMap(each => {
    const { back, view } = each;
    const servers = back.servers.filter(server => wrong(checkOf(back, server), server, each));
    if (servers.length === 0) return [];
    return [{ file: view.file, line: servers[0]!.line, ...words }];
  });
}

const READYZ = `option httpchk
http-check send meth GET uri /readyz?exclude=etcd&exclude=etcd-readiness ver HTTP/1.1 hdr Host kubernetes
http-check expect status 200`;

const noCheck: Finding = {
  id: 'no-check',
  severity: 'error',
  title: 'A server is never checked',
  find: model =>
    perBack(model, check => check.is === 'none', {
      reason: 'Without `check` a dead server keeps its share of all new connections, for ever.',
      remedy: 'Write `check` on each server line, or on default-server.',
    }),
};

const tcpOnly: Finding = {
  id: 'tcp-only-check',
  severity: 'error',
  title: 'The check only connects',
  find: model =>
    perBack(model, ({ is }, _, { api }) => api && is === 'tcp', {
      reason:
        'The kernel accepts connections for a process that hangs, so a frozen apiserver, or one that is not ready, stays in service (kube-hetzner#2176; measured with SIGSTOP).',
      remedy: `Ask the apiserver itself, by TLS:\n${READYZ}\nand \`check check-ssl verify required ca-file …\` on the server lines.`,
    }),
};

const handshakeOnly: Finding = {
  id: 'handshake-only-check',
  severity: 'warning',
  title: 'The check greets and asks nothing',
  find: model =>
    perBack(model, ({ is }, _, { api }) => api && is === 'handshake', {
      reason:
        'An apiserver that starts, shuts down or has lost its etcd still completes a TLS handshake, so it stays in service while it answers 500 to everything.',
      remedy: `Ask whether it is ready:\n${READYZ}`,
    }),
};

const plainHttp: Finding = {
  id: 'plain-http-check',
  severity: 'error',
  title: 'The check speaks HTTP to a TLS port',
  find: model =>
    perBack(model, ({ is }, _, { api }) => api && is === 'plain', {
      reason:
        'The apiserver answers 400 to HTTP without TLS, so the check fails and all servers are down at once.',
      remedy: 'Add `check-ssl` to the server lines, or `http-check connect ssl` to the backend.',
    }),
};

const verifyNone: Finding = {
  id: 'verify-none',
  severity: 'warning',
  title: 'The check trusts any certificate',
  find: model =>
    perBack(model, check => (check.is === 'tls' || check.is === 'handshake') && !check.verified, {
      reason:
        'Whoever answers at this address and port passes for a healthy apiserver: another cluster’s, or one with certificates that no client accepts.',
      remedy: 'Give the cluster’s CA: `check-ssl verify required ca-file /etc/haproxy/kubernetes-ca.crt`.',
    }),
};

const healthz: Finding = {
  id: 'deprecated-health-path',
  severity: 'warning',
  title: 'The check asks for liveness, not readiness',
  find: model =>
    perBack(model, check => 'path' in check && /\/(healthz|livez)\b/.test(check.path), {
      reason:
        '/healthz and /livez stay 200 while an apiserver shuts down; /readyz fails at once and lets connections go elsewhere (kubernetes/kubernetes#88911). /healthz is deprecated, too.',
      remedy: READYZ,
    }),
};

const withEtcd: Finding = {
  id: 'check-hangs-on-etcd',
  severity: 'advice',
  title: 'The check fails with etcd',
  find: model =>
    perBack(model, check => 'path' in check && /\/readyz$/.test(check.path), {
      reason:
        'Plain /readyz asks etcd: an election of a second or two can fail the check at all apiservers together, and with on-marked-down every watch is cut.',
      remedy: 'Ask /readyz?exclude=etcd&exclude=etcd-readiness.',
    }),
};

const refusalIsFine: Finding = {
  id: 'check-expects-refusal',
  severity: 'warning',
  title: 'A refusal counts as healthy',
  find: ({ haproxy }) =>
    backsOf(haproxy).flatMap(({ view, back }) =>
      findAll(back.settings, 'http-check expect')
        .filter(({ words }) => words.some(word => /(^|[,|(])(401|403|4xx|\^?4)/.test(word)))
        .map(({ line }) => ({
          file: view.file,
          line,
          reason:
            '401 or 403 says that the apiserver parses requests, and nothing about whether it is ready: it comes before the health check is looked at.',
          remedy:
            'Expect 200, and let anonymous requests reach only /readyz, /livez and /healthz (AuthenticationConfiguration, anonymous.conditions; Kubernetes 1.34).',
        })),
    ),
};

/** Half of client-go's 45 s until it gives up a silent connection would be 22 s; what recovers well stays far below. */
const SLOW_CHECK_MS = 5000;

const slowCheck: Finding = {
  id: 'slow-check',
  severity: 'warning',
  title: 'A dead server is noticed late',
  find: ({ haproxy }) =>
    backsOf(haproxy).flatMap(({ view, back }) => {
      const slow = back.servers
        .filter(server => checkOf(back, server).is !== 'none')
        .map(server => ({ server, ms: slowestDownMs(checkTiming(back, server)) }))
        .find(({ ms }) => ms > SLOW_CHECK_MS);
      if (slow === undefined) return [];
      return [
        {
          file: view.file,
          line: slow.server.line,
          reason: `Up to ${(slow.ms / 1000).toFixed(1)} s pass until a silent server is down (inter + (fall − 1) · fastinter + fall · timeout check); until then its share of new connections waits.`,
          remedy:
            'On one site’s network: `timeout check 500ms`, `timeout connect 300ms`, `default-server inter 500ms fastinter 250ms downinter 1s fall 2 rise 2` (1 s measured).',
        },
      ];
    }),
};

/** Whether it hangs or is gone. */
function slowestDownMs(timing: CheckTiming): number {
  return Math.max(backendDownMs(timing), backendDownMs(lossTiming(timing)));
}

const noMarkedDown: Finding = {
  id: 'no-on-marked-down',
  severity: 'warning',
  title: 'Watches stay on a dead server',
  find: model =>
    perBack(
      model,
      // Only who watches keeps a connection on which nothing is said.
      (check, { own, inherited }, { api }) =>
        api &&
        check.is !== 'none' &&
        !own.includes('shutdown-sessions') &&
        !inherited.includes('shutdown-sessions'),
      {
        reason:
          'A connection to a host without power says nothing, and HAProxy keeps it: watches came back after 13–38 s, by the clients’ own pings, against 1–3 s with it.',
        remedy: 'Write `on-marked-down shutdown-sessions` on default-server.',
      },
    ),
};

const noHealthLog: Finding = {
  id: 'no-health-log',
  severity: 'advice',
  title: 'Nobody can tell later which server was down',
  find: ({ haproxy }) =>
    backsOf(haproxy)
      .filter(({ back }) => find(back.settings, 'option log-health-checks') === null)
      .slice(0, 1)
      .map(({ view, back }) => ({
        file: view.file,
        line: back.line,
        reason:
          'HAProxy logs that a server went down, and not which check failed how, nor when it recovered.',
        remedy: 'Write `option log-health-checks` in defaults.',
      })),
};

export const SERVER_CHECKS: readonly Finding[] = [
  noCheck,
  tcpOnly,
  handshakeOnly,
  plainHttp,
  verifyNone,
  healthz,
  withEtcd,
  refusalIsFine,
  slowCheck,
  noMarkedDown,
  noHealthLog,
];

/** Barque's own HAProxy configuration: TLS passed through to the backends, each checked over HTTPS. */
import { ALIVE_PORT } from '../../spec/ports.ts';
import { ALIVE_ADDRESS, ALIVE_PATH } from './alive.ts';
import type { Directive, HaproxyFile } from './model.ts';
import { agentCheck, OWN_ETCD_ANSWERS, OWN_ETCD_LOAD, withEtcd } from './own-etcd.ts';

/** Milliseconds; see failover/profiles.ts for where they come from. */
export interface BackendTimers {
  /** Between checks of a server that is up. */
  interMs: number;
  /** Between checks while the answer is changing. */
  fastInterMs: number;
  /** Between checks of a server that is down. */
  downInterMs: number;
  fall: number;
  rise: number;
  checkTimeoutMs: number;
  connectTimeoutMs: number;
}

export interface BalancerSettings {
  vip: string;
  port: number;
  backends: readonly { name: string; address: string; port: number }[];
  healthPath: string;
  /** File on the host with the CA of the backends; null: certificates are not verified. */
  caFile: string | null;
  /** Whether a server that has lost its own etcd leaves: for apiservers, of which there are two or more. */
  leavesWithoutEtcd: boolean;
  maxConnections: number;
  timers: BackendTimers;
}

const STATS_PATH = '/stats';

/**
 * Who gets connections while no server passes its check. Checks that fail everywhere say more of the load than of the
 * servers: with one apiserver, a check that was late twice closed every new connection for 1.4 s while it answered again
 * (docs/measurements/live.md). Whoever is really away refuses, and the next one is tried.
 */
const LAST_RESORT = 'whoever-is-there';

/** Connections beyond the clients', so that a flood of clients does not make HAProxy look dead to Keepalived. */
const RESERVE = 100;

/** The values and their reasons: research on load balancers, 2.2. */
export function balancerFile(settings: BalancerSettings): HaproxyFile {
  const { timers } = settings;
  return {
    sections: [
      { kind: 'global', name: [], directives: global(settings) },
      ...(settings.leavesWithoutEtcd ? OWN_ETCD_ANSWERS : []),
      {
        kind: 'defaults',
        name: [],
        directives: [
          ['mode', 'tcp'],
          ['log', 'global'],
          ['option', 'tcplog'],
          // What went well is not worth a line for each connection; what was cut or retried is.
          ['option', 'dontlog-normal'],
          ['option', 'log-health-checks'],
          ['timeout', 'connect', ms(timers.connectTimeoutMs)],
          ['timeout', 'check', ms(timers.checkTimeoutMs)],
          // exec, logs and watches may be silent for hours (kubernetes/kubeadm#2227).
          ['timeout', 'client', '24h'],
          ['timeout', 'server', '24h'],
          ['timeout', 'tunnel', '24h'],
          ['timeout', 'queue', '5s'],
          ['timeout', 'client-fin', '30s'],
          ['timeout', 'server-fin', '30s'],
          ['option', 'redispatch', '1'],
          ['retries', '3'],
        ],
      },
      {
        kind: 'frontend',
        name: ['alive'],
        directives: [
          ['bind', `${ALIVE_ADDRESS}:${ALIVE_PORT}`],
          ['mode', 'http'],
          ['timeout', 'client', '5s'],
          ['monitor-uri', ALIVE_PATH],
          // What servers and sessions do, on loopback: to be looked at through ssh -L, with no way to change anything.
          ['stats', 'enable'],
          ['stats', 'uri', STATS_PATH],
        ],
      },
      {
        kind: 'frontend',
        name: ['endpoint'],
        directives: [
          ['bind', `:${settings.port}`, 'tcp-ut', '30s'],
          ['maxconn', String(settings.maxConnections)],
          ['option', 'clitcpka'],
          ['clitcpka-idle', '30s'],
          ['clitcpka-intvl', '10s'],
          ['clitcpka-cnt', '3'],
          ['use_backend', LAST_RESORT, 'if', '{', 'nbsrv(servers)', 'eq', '0', '}'],
          ['default_backend', 'servers'],
        ],
      },
      { kind: 'backend', name: ['servers'], directives: servers(settings) },
      { kind: 'backend', name: [LAST_RESORT], directives: lastResort(settings) },
      ...(settings.leavesWithoutEtcd
        ? [withEtcd(settings.backends, path => asked(settings, path), verifying(settings))]
        : []),
    ],
  };
}

function global({ maxConnections, leavesWithoutEtcd }: BalancerSettings): Directive[] {
  return [
    ['log', '/dev/log', 'local0'],
    ['chroot', '/var/lib/haproxy'],
    ['user', 'haproxy'],
    ['group', 'haproxy'],
    ['stats', 'socket', '/run/haproxy/admin.sock', 'mode', '600', 'level', 'admin', 'expose-fd', 'listeners'],
    ['maxconn', String(maxConnections + RESERVE)],
    // Old workers keep their connections after a reload; without a bound they stay for ever (haproxy/haproxy#228).
    ['hard-stop-after', '30m'],
    ['mworker-max-reloads', '3'],
    ['spread-checks', '5'],
    ...(leavesWithoutEtcd ? [OWN_ETCD_LOAD] : []),
  ];
}

/** How a server is asked for its health. */
function asked({ vip, port }: BalancerSettings, path: string): Directive[] {
  return [
    ['option', 'httpchk'],
    [
      ...(['http-check', 'send', 'meth', 'GET', 'uri', path] as const),
      ...(['ver', 'HTTP/1.1', 'hdr', 'Host', `${vip}:${port}`] as const),
    ],
    ['http-check', 'expect', 'status', '200'],
  ];
}

function verifying({ caFile }: BalancerSettings): string[] {
  return caFile === null ? ['verify', 'none'] : ['verify', 'required', 'ca-file', caFile];
}

function servers(settings: BalancerSettings): Directive[] {
  const { backends, healthPath, leavesWithoutEtcd, timers } = settings;
  return [
    ['balance', 'leastconn'],
    ...asked(settings, healthPath),
    ['option', 'srvtcpka'],
    ['srvtcpka-idle', '5s'],
    ['srvtcpka-intvl', '2s'],
    ['srvtcpka-cnt', '3'],
    [
      'default-server',
      ...[
        'inter',
        ms(timers.interMs),
        'fastinter',
        ms(timers.fastInterMs),
        'downinter',
        ms(timers.downInterMs),
      ],
      ...['fall', String(timers.fall), 'rise', String(timers.rise)],
      ...['on-marked-down', 'shutdown-sessions', 'slowstart', '30s'],
    ],
    ...backends.map(
      ({ name, address, port }): Directive => [
        ...(['server', name, `${address}:${port}`, 'check', 'check-ssl'] as const),
        ...verifying(settings),
        // On default-server it is read and forgotten (HAProxy 2.6 to 3.5-dev).
        ...['tcp-ut', '10s'],
        ...(leavesWithoutEtcd ? agentCheck(name) : []),
      ],
    ),
  ];
}

function lastResort({ backends }: BalancerSettings): Directive[] {
  return [
    ['balance', 'leastconn'],
    ...backends.map(
      ({ name, address, port }): Directive => ['server', name, `${address}:${port}`, 'tcp-ut', '10s'],
    ),
  ];
}

function ms(value: number): string {
  return `${value}ms`;
}

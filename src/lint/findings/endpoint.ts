/** Findings about where HAProxy listens, and how it spreads what comes in. */
import { backsOf } from '../backs.ts';
import { isLoopback } from '../endpoint.ts';
import type { Finding, LintModel } from '../finding.ts';
import { enabled, find, type HaproxyView, serverValue, timeMs } from '../haproxy.ts';
import { integer } from '../keepalived.ts';

const httpMode: Finding = {
  id: 'http-mode',
  severity: 'error',
  title: 'Apiservers stand behind an HTTP proxy',
  find: ({ haproxy }) =>
    backsOf(haproxy).flatMap(({ view, back, fronts, api }) =>
      [back, ...fronts.filter(front => front !== back)]
        .filter(proxy => api && proxy.mode === 'http')
        .map(proxy => ({
          file: view.file,
          line: find(proxy.settings, 'mode')?.line ?? proxy.line,
          reason:
            'Client certificates end at a proxy that reads HTTP, so kubelets and kubectl are nobody to the apiserver; without certificates on bind, TLS is not even understood.',
          remedy: 'Write `mode tcp` here: TLS then goes through to the apiserver.',
        })),
    ),
};

const sourceAffinity: Finding = {
  id: 'source-affinity',
  severity: 'warning',
  title: 'Clients are tied to one server by their address',
  find: ({ haproxy }) =>
    backsOf(haproxy).flatMap(({ view, back, api }) => {
      const tied = back.settings.find(
        ({ words }) =>
          (words[0] === 'balance' && ['source', 'first'].includes(words[1] ?? '')) ||
          (words[0] === 'stick' && ['on', 'match'].includes(words[1] ?? '')),
      );
      if (!api || tied === undefined) return [];
      return [
        {
          file: view.file,
          line: tied.line,
          reason:
            'Apiservers share all state, so nothing is gained; clients behind one NAT or one pod network all land on one server.',
          remedy: 'Write `balance leastconn`.',
        },
      ];
    }),
};

const noSlowstart: Finding = {
  id: 'no-slowstart',
  severity: 'advice',
  title: 'A server that returns gets everything at once',
  find: ({ haproxy }) =>
    backsOf(haproxy).flatMap(({ view, back, api }) => {
      const fewest = find(back.settings, 'balance');
      if (!api || fewest?.words[1] !== 'leastconn') return [];
      if (back.servers.every(server => serverValue(server, 'slowstart') !== null)) return [];
      return [
        {
          file: view.file,
          line: fewest.line,
          reason:
            'With leastconn every new connection goes to the apiserver that has just started, with empty caches, until it has as many as the others.',
          remedy: 'Write `slowstart 30s` on default-server.',
        },
      ];
    }),
};

/** 10–20 connections for each node, and the controllers (research on load balancers, 2.2): enough for 300 nodes. */
const FEW_CONNECTIONS = 5000;

const lowMaxconn: Finding = {
  id: 'low-maxconn',
  severity: 'advice',
  title: 'Connections run out when a server is lost',
  find: ({ haproxy }) =>
    backsOf(haproxy).flatMap(({ view, back, fronts, api }) => {
      const server = back.servers.find(each => few(serverValue(each, 'maxconn')));
      const lines = [
        ...(server === undefined ? [] : [server.line]),
        ...[...fronts.map(({ settings }) => settings), view.global].flatMap(settings => {
          const setting = find(settings, 'maxconn');
          return setting !== null && few(setting.words[1] ?? null) ? [setting.line] : [];
        }),
      ];
      if (!api || lines.length === 0) return [];
      return [
        {
          file: view.file,
          line: lines[0]!,
          reason: `Each node holds 10–20 connections for good. When an apiserver is lost its share comes to the others at once, and what is beyond this bound waits and fails.`,
          remedy: 'Write `maxconn 20000` in global and in the frontend, and none on servers.',
        },
      ];
    }),
};

function few(number: string | null): boolean {
  const value = integer(number);
  return value !== null && value > 0 && value < FEW_CONNECTIONS;
}

const oneServer: Finding = {
  id: 'one-server',
  severity: 'warning',
  title: 'There is one server behind the balancer',
  find: ({ haproxy }) =>
    backsOf(haproxy)
      .filter(
        ({ back, api }) =>
          api && enabled(back.servers).length < 2 && back.servers.every(({ template }) => !template),
      )
      .map(({ view, back }) => ({
        file: view.file,
        line: back.servers[0]!.line,
        reason: 'Nothing can take over when it fails.',
        remedy: 'List all control planes.',
      })),
};

const portClash: Finding = {
  id: 'port-clash',
  severity: 'error',
  title: 'HAProxy and the apiserver want the same port of one host',
  find: model =>
    backsOf(model.haproxy).flatMap(({ view, back, fronts }) => {
      const own = ownAddresses(model);
      const clash = fronts
        .flatMap(({ binds }) => binds)
        .find(
          ({ at }) =>
            at.host === '' &&
            back.servers.some(
              server => server.at.port === at.port && (isLoopback(server.at) || own.has(server.at.host)),
            ),
        );
      if (clash === undefined || clash.at.port === null) return [];
      return [
        {
          file: view.file,
          line: clash.line,
          reason: `The apiserver listens on port ${clash.at.port} of every address of its host, so HAProxy cannot start there (kubernetes/kubeadm#2472).`,
          remedy: 'Let HAProxy listen on another port, as 8443, and use it in controlPlaneEndpoint.',
        },
      ];
    }),
};

/** Addresses of the balancers themselves, as Keepalived's files tell. */
function ownAddresses({ keepalived }: LintModel): Set<string> {
  const instances = keepalived.flatMap(each => each.instances);
  return new Set(
    instances.flatMap(({ sourceAddress, peers }) => [
      ...(sourceAddress === null ? [] : [sourceAddress]),
      ...(peers ?? []).map(({ address }) => address),
    ]),
  );
}

const bindAbsent: Finding = {
  id: 'bind-absent-vip',
  severity: 'warning',
  title: 'HAProxy listens on the VIP itself',
  find: ({ haproxy, keepalived }) => {
    const vips = new Set(
      keepalived.flatMap(({ instances }) =>
        instances.flatMap(each => each.vips.map(({ address }) => address)),
      ),
    );
    return haproxy.flatMap(view =>
      view.proxies
        .flatMap(({ binds }) => binds)
        .filter(({ at, words }) => vips.has(at.host) && !words.includes('transparent'))
        .map(({ line }) => ({
          file: view.file,
          line,
          reason:
            'A backup does not have this address, so HAProxy does not start there, unless net.ipv4.ip_nonlocal_bind is 1; the files do not tell.',
          remedy:
            'Listen on every address (`bind :8443`), or set net.ipv4.ip_nonlocal_bind=1 on all balancers.',
        })),
    );
  },
};

const openStats: Finding = {
  id: 'open-statistics',
  severity: 'warning',
  title: 'Statistics can be reached from everywhere',
  find: ({ haproxy }) => haproxy.flatMap(openPages),
};

function openPages(view: HaproxyView) {
  return view.proxies
    .filter(({ settings }) =>
      settings.some(({ words }) => words[0] === 'stats' && ['enable', 'uri'].includes(words[1] ?? '')),
    )
    .filter(({ settings }) => !settings.some(({ words }) => words[0] === 'stats' && words[1] === 'auth'))
    .flatMap(({ binds }) => binds.filter(({ at }) => at.host === ''))
    .map(({ line }) => ({
      file: view.file,
      line,
      reason:
        'All recent holes of HAProxy were in its HTTP code, which a TCP frontend never runs; this page runs it for everybody, and tells all addresses.',
      remedy: 'Bind it to 127.0.0.1 or to the management network.',
    }));
}

const slowQueue: Finding = {
  id: 'long-queue',
  severity: 'advice',
  title: 'Requests wait long for a free server',
  find: ({ haproxy }) =>
    backsOf(haproxy).flatMap(({ view, back }) => {
      const queue = find(back.settings, 'timeout queue');
      const bounded = back.servers.some(server => serverValue(server, 'maxconn') !== null);
      if (!bounded || (timeMs(queue?.words[2]) ?? Number.POSITIVE_INFINITY) <= 10_000) return [];
      return [
        {
          file: view.file,
          line: queue?.line ?? back.line,
          reason:
            'Servers have a maxconn, and a connection beyond it waits this long before it is refused; clients give up and come again meanwhile, which makes the queue longer.',
          remedy: 'Write `timeout queue 5s`.',
        },
      ];
    }),
};

export const ENDPOINT: readonly Finding[] = [
  httpMode,
  sourceAffinity,
  noSlowstart,
  lowMaxconn,
  oneServer,
  portClash,
  bindAbsent,
  openStats,
  slowQueue,
];

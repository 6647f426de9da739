/** The servers that matter behind HAProxy, and how each is checked. */
import {
  after,
  find,
  findAll,
  type HaproxyView,
  has,
  type ProxySection,
  type Server,
  serverValue,
} from './haproxy.ts';

export interface Back {
  view: HaproxyView;
  back: ProxySection;
  /** Where clients come in for it; empty where nothing leads to it. */
  fronts: readonly ProxySection[];
  /** Whether its servers are apiservers, by their ports, the names or the path that is asked. */
  api: boolean;
}

/** How a server is asked. `tls`: HTTP in TLS; `handshake`: TLS only; `plain`: HTTP without; `other`: another protocol. */
export type Check =
  | { is: 'none' }
  | { is: 'tcp' | 'other' }
  | { is: 'handshake'; verified: boolean }
  | { is: 'tls' | 'plain'; path: string; verified: boolean };

/** Ports of apiservers: kubeadm, k3s, RKE2, k0s; the other one where a balancer has the first (research, 2.3). */
const API_PORTS: readonly (number | null)[] = [6443, 16443];
const API_NAMES = /kube|k8s|k3s|k0s|rke|api-?server|control-?plane/i;
const API_PATHS = /\/(readyz|livez|healthz)\b/;
/** Of joins to RKE2 and k0s, machine configuration and web sites; node ports are ingress. */
const OTHER_PORTS: readonly (number | null)[] = [80, 443, 8080, 8132, 9345, 9443, 22623];
const NODE_PORTS = { from: 30_000, to: 32_767 };

/**
 * Proxies with servers. A last resort, which gets nothing while a checked server is up, is none of them; those that speak
 * HTTP for other things than apiservers are none of our business.
 */
export function backsOf(views: readonly HaproxyView[]): Back[] {
  return views.flatMap(view =>
    view.proxies
      .filter(back => back.servers.length > 0 && !isLastResort(view, back))
      .map(back => ({
        view,
        back,
        fronts: view.routes.filter(route => route.back === back).map(({ front }) => front),
        api: isApi(back),
      }))
      .filter(({ back, api }) => api || back.mode === 'tcp'),
  );
}

/** Whether all ways to it ask for the number of usable servers elsewhere to be none (manual, 7.3.2, nbsrv). */
function isLastResort({ proxies }: HaproxyView, { name }: ProxySection): boolean {
  const ways = proxies.flatMap(({ settings }) =>
    settings.filter(({ words: [keyword, to] }) => /^(use|default)_backend$/.test(keyword) && to === name),
  );
  const none = /\bnbsrv\([^)]+\) (eq 0|lt 1)\b/;
  return ways.length > 0 && ways.every(({ words }) => none.test(words.join(' ')));
}

/** Many web sites have such a path or such a name, too; only apiservers are passed through with it. */
function isApi(back: ProxySection): boolean {
  const ports = back.servers.map(({ at }) => at.port);
  if (ports.some(port => API_PORTS.includes(port))) return true;
  if (back.mode !== 'tcp') return false;
  if (API_PATHS.test(pathOf(back))) return true;
  return API_NAMES.test(back.name) && !ports.some(isOther);
}

function isOther(port: number | null): boolean {
  return OTHER_PORTS.includes(port) || (port !== null && port >= NODE_PORTS.from && port <= NODE_PORTS.to);
}

export function checkOf(back: ProxySection, server: Server): Check {
  // Another server's check may count for it (manual, 5.2, track).
  if (!has(server, 'check')) return { is: serverValue(server, 'track') === null ? 'none' : 'other' };
  if (find(back.settings, 'option httpchk') === null) {
    const others = back.settings.some(
      ({ words }) =>
        (words[0] === 'option' && /-ch(ec)?k$/.test(words[1] ?? '') && words[1] !== 'tcp-check') ||
        (words[0] === 'tcp-check' && words[1] !== 'connect'),
    );
    if (others) return { is: 'other' };
    const shakes = has(server, 'check-ssl') || (has(server, 'ssl') && !has(server, 'no-check-ssl'));
    return shakes ? { is: 'handshake', verified: isVerified(server) } : { is: 'tcp' };
  }
  const connect = findAll(back.settings, 'http-check connect').some(({ words }) => words.includes('ssl'));
  const tls = connect || has(server, 'check-ssl') || has(server, 'ssl');
  return { is: tls ? 'tls' : 'plain', path: pathOf(back), verified: isVerified(server) };
}

function isVerified(server: Server): boolean {
  return serverValue(server, 'verify') !== 'none' && serverValue(server, 'ca-file') !== null;
}

/** What is asked: of `http-check send`, else of `option httpchk`; HAProxy's default is `/`. */
function pathOf({ settings }: ProxySection): string {
  const sent = findAll(settings, 'http-check send')
    .map(({ words }) => after(words, 'uri'))
    .findLast(uri => uri !== null);
  const words = find(settings, 'option httpchk')?.words.slice(2) ?? [];
  return sent ?? (words.length > 1 ? words[1]! : (words[0] ?? '/'));
}

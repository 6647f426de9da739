/**
 * How HAProxy takes out an apiserver that has lost its own etcd. The check of the backend `servers` does not ask for
 * etcd, since an election would bring all servers down at once and cut every watch. So a second backend, which serves
 * nobody, asks each apiserver for its whole readiness, and HAProxy answers its own agent-checks by it: a server is
 * down when it alone has lost its etcd, never when all have.
 */
import { digestOfText, hexOf } from '../../base/digest.ts';
import { OWN_ETCD_PORT } from '../../spec/ports.ts';
import type { Directive, Section } from './model.ts';

/** Whole readiness, etcd among it; `/readyz/etcd` alone is not open to anonymous clients (system:public-info-viewer). */
const WHOLE_READINESS = '/readyz';

/** Name of the backend that serves nobody. */
const WITH_ETCD = 'with-etcd';
/** Name of the frontend that answers agent-checks, and of the Lua service behind it. */
const OWN_ETCD = 'own-etcd';

/**
 * Milliseconds. An apiserver waits 2 s for its etcd before it says 500 (kube-apiserver, --etcd-readycheck-timeout);
 * a check that waits less would take a slow one for a lost one. Their sum is the longest time until a lost etcd is told.
 */
export const OWN_ETCD_MS = { inter: 1000, checkTimeout: 2600, held: 700, agentInter: 500 } as const;

/** Before HAProxy 2.5 `lua-load` passes no arguments, so that the time stands in the program. */
const LUA = `-- Managed by Barque: answers HAProxy's agent-checks; a server that alone has lost its etcd is down.

-- Seconds. In an election all lose etcd and get it back one after another: who is a moment late has lost nothing.
local held = ${OWN_ETCD_MS.held / 1000}
local alone_since = {}

local function seconds()
  local now = core.now()
  return now.sec + now.usec / 1000000
end

local function has_etcd(server)
  return string.sub(server:get_stats().status or "", 1, 2) == "UP"
end

local function lost_alone(name)
  local servers = core.backends["${WITH_ETCD}"].servers
  if servers[name] == nil or has_etcd(servers[name]) then
    return false
  end
  for _, server in pairs(servers) do
    if has_etcd(server) then
      return true
    end
  end
  return false
end

-- A name ends with a semicolon: what HAProxy sends has no newline.
local function name_asked(applet)
  local name = ""
  while true do
    local byte = applet:receive(1)
    if byte == nil or byte == "" or byte == ";" then
      return name
    end
    name = name .. byte
  end
end

core.register_service("${OWN_ETCD}", "tcp", function(applet)
  local name = name_asked(applet)
  if not lost_alone(name) then
    alone_since[name] = nil
    applet:send("up\\n")
    return
  end
  alone_since[name] = alone_since[name] or seconds()
  local lost = seconds() - alone_since[name] >= held
  applet:send(lost and "down\\n" or "up\\n")
end)
`;

/** HAProxy reads it when it starts, so that another content needs another name to be loaded by a reload. */
export const OWN_ETCD_FILE = {
  path: `/etc/haproxy/own-etcd-${hexOf(digestOfText(LUA)).slice(0, 8)}.lua`,
  content: LUA,
} as const;

export const OWN_ETCD_LOAD: Directive = ['lua-load', OWN_ETCD_FILE.path];

/** What a server's line in the backend that serves has more. */
export function agentCheck(server: string): string[] {
  return [
    ...['agent-check', 'agent-addr', '127.0.0.1', 'agent-port', String(OWN_ETCD_PORT)],
    ...['agent-inter', `${OWN_ETCD_MS.agentInter}ms`, 'agent-send', `${server};`],
  ];
}

/**
 * Before the defaults of all else, so that it has its own: six answers a second are not worth a line each, and what is
 * logged by default cannot be taken back in a frontend.
 */
export const OWN_ETCD_ANSWERS: readonly Section[] = [
  {
    kind: 'defaults',
    name: [OWN_ETCD],
    directives: [
      ['mode', 'tcp'],
      ['timeout', 'client', '2s'],
    ],
  },
  {
    kind: 'frontend',
    name: [OWN_ETCD],
    directives: [
      ['bind', `127.0.0.1:${OWN_ETCD_PORT}`],
      ['tcp-request', 'content', 'use-service', `lua.${OWN_ETCD}`],
    ],
  },
];

/** `asked`: how servers are asked for their health, by a path; `verifying`: the words by which their certificates are. */
export function withEtcd(
  backends: readonly { name: string; address: string; port: number }[],
  asked: (path: string) => Directive[],
  verifying: readonly string[],
): Section {
  const { inter, checkTimeout } = OWN_ETCD_MS;
  return {
    kind: 'backend',
    name: [WITH_ETCD],
    directives: [
      ['timeout', 'check', `${checkTimeout}ms`],
      ...asked(WHOLE_READINESS),
      ['default-server', 'inter', `${inter}ms`, 'fall', '1', 'rise', '1'],
      ...backends.map(
        ({ name, address, port }): Directive => [
          ...(['server', name, `${address}:${port}`, 'check', 'check-ssl'] as const),
          ...verifying,
        ],
      ),
    ],
  };
}

/** Draft. */
import type { ResolvedSpec } from '../../spec/resolved.ts';

export function haproxyConfig(spec: ResolvedSpec): string {
  const lb = spec.loadBalancer;
  return `# Managed by Barque: edit the cluster's file instead.
global
  log /dev/log local0
  chroot /var/lib/haproxy
  user haproxy
  group haproxy
  stats socket /run/haproxy/admin.sock mode 600 level admin expose-fd listeners
  maxconn ${lb.maxConnections}
  hard-stop-after 30m
defaults
  mode tcp
  log global
  option tcplog
  option log-health-checks
  timeout connect 500ms
  timeout check 500ms
  timeout client 24h
  timeout server 24h
  timeout queue 5s
  timeout client-fin 30s
  timeout server-fin 30s
  option redispatch 1
  retries 3
frontend alive
  bind 127.0.0.1:8404
  mode http
  timeout client 5s
  monitor-uri /alive
frontend endpoint
  bind :${spec.endpoint.port} tcp-ut 30s
  default_backend endpoint
backend endpoint
  balance leastconn
  option httpchk
  http-check send meth GET uri ${lb.healthPath} ver HTTP/1.1 hdr Host endpoint
  http-check expect status 200
  option srvtcpka
  srvtcpka-idle 5s
  srvtcpka-intvl 2s
  srvtcpka-cnt 3
  default-server check check-ssl verify none inter 500ms fastinter 250ms downinter 1s fall 2 rise 2 on-marked-down shutdown-sessions
${lb.backends.map(b => `  server ${b.name} ${b.address}:${b.port} tcp-ut 10s`).join('\n')}
`;
}

export function keepalivedConfig(o: {
  name: string;
  iface: string;
  address: string;
  peers: string[];
  vrid: number;
  priority: number;
  vip: string;
}): string {
  return `# Managed by Barque: edit the cluster's file instead.
global_defs {
  router_id ${o.name}
  vrrp_version 3
  vrrp_rt_priority 50
  vrrp_garp_master_repeat 5
  vrrp_garp_master_delay 1
  vrrp_garp_master_refresh 30
}
track_file haproxy {
  file /run/barque/haproxy.track
  weight 0
}
vrrp_instance endpoint {
  state BACKUP
  nopreempt
  interface ${o.iface}
  virtual_router_id ${o.vrid}
  priority ${o.priority}
  advert_int 0.2
  unicast_src_ip ${o.address}
  unicast_peer {
${o.peers.map(p => `    ${p}`).join('\n')}
  }
  virtual_ipaddress {
    ${o.vip}/32 dev ${o.iface}
  }
  track_file {
    haproxy
  }
}
`;
}

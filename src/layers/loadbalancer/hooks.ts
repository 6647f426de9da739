/**
 * What HAProxy's and Keepalived's units do beside their daemons: they note what was loaded, and tell
 * Keepalived at once when HAProxy ends. A file on disk says nothing about what a daemon has read.
 */
import { HOOK_PATH } from '../unit-loaded.ts';

export const TRACK_FILE = '/run/barque/haproxy.track';
export const TMPFILES_PATH = '/etc/tmpfiles.d/barque.conf';
export const HAPROXY_CONFIG = '/etc/haproxy/haproxy.cfg';
export const HAPROXY_DROP_IN = '/etc/systemd/system/haproxy.service.d/50-barque.conf';
export const BACKEND_CA = '/etc/haproxy/backends-ca.pem';
export const KEEPALIVED_CONFIG = '/etc/keepalived/keepalived.conf';
export const KEEPALIVED_DROP_IN = '/etc/systemd/system/keepalived.service.d/50-barque.conf';

/** Made anew at each boot: Keepalived may start before HAProxy has said that it is up. */
export const TMPFILES = `# Managed by Barque.
d /run/barque 0755 root root -
f /run/barque/haproxy.track 0644 root root - 1
`;

/**
 * Both daemons come before whatever else a busy host has to do: a Keepalived that is not scheduled is taken for dead, and
 * one backup late is an outage longer (acassen/keepalived#2066). Keepalived asks for real-time priority besides, which not
 * every host grants. No CPUWeight: it makes a scheduling group of each service, and a group among processes that are in
 * none has no more than one of them.
 */
const FIRST = 'Nice=-15';

/** Two descriptors a connection and a margin: with maxconn 20000 HAProxy asked for 40055 (trials, item 4). */
export function haproxyDropIn(maxConnections: number): string {
  return `# Managed by Barque.
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=1
LimitNOFILE=${maxConnections * 2 + 1024}
${FIRST}
OOMScoreAdjust=-900
ExecStartPost=+${HOOK_PATH} haproxy.service start ${HAPROXY_CONFIG} ${HAPROXY_DROP_IN}
ExecStartPost=+/bin/sh -c 'echo 0 >${TRACK_FILE}'
ExecReload=+${HOOK_PATH} haproxy.service reload ${HAPROXY_CONFIG} ${HAPROXY_DROP_IN}
# All of HAProxy's processes are gone here, so that their FINs have left: clients notice before the address goes.
ExecStopPost=+/bin/sh -c 'echo 1 >${TRACK_FILE}'
`;
}

/** Debian's unit has no Restart, and a killed Keepalived leaves the VIP behind (acassen/keepalived#2361). */
export function keepalivedDropIn(vip: string, iface: string): string {
  return `# Managed by Barque.
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=1
${FIRST}
OOMScoreAdjust=-900
ExecStartPre=+/usr/bin/systemd-tmpfiles --create ${TMPFILES_PATH}
ExecStartPre=-+/bin/sh -c '/usr/sbin/ip address delete ${vip}/32 dev ${iface} 2>/dev/null'
ExecStartPost=+${HOOK_PATH} keepalived.service start ${KEEPALIVED_CONFIG} ${KEEPALIVED_DROP_IN}
ExecReload=+${HOOK_PATH} keepalived.service reload ${KEEPALIVED_CONFIG} ${KEEPALIVED_DROP_IN}
ExecStopPost=-+/bin/sh -c '/usr/sbin/ip address delete ${vip}/32 dev ${iface} 2>/dev/null'
`;
}

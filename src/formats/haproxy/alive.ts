/** How Keepalived asks HAProxy on loopback whether it still answers. */
import { sh } from '../../base/shell-text.ts';

export const ALIVE_ADDRESS = '127.0.0.1';
export const ALIVE_PATH = '/alive';

/** Where the check lies on a balancer: owned by root, as Keepalived's script security wants it. */
export const ALIVE_CHECK_PATH = '/usr/local/lib/barque/haproxy-alive';

/**
 * Succeeds when HAProxy says 200 on loopback. bash is on every Debian and opens the connection itself, so that
 * four checks a second start one small program each; Keepalived's own timeout ends one that waits.
 */
export const ALIVE_CHECK = sh`#!/bin/bash
# Managed by Barque: asks HAProxy on loopback whether it answers; run by Keepalived.
exec 3<>/dev/tcp/127.0.0.1/8404 || exit 1
printf 'GET /alive HTTP/1.0\r\n\r\n' >&3
IFS= read -r status <&3
case $status in
  'HTTP/1.'?' 200'*) exit 0 ;;
esac
exit 1
`;

/** Barque's own Keepalived configuration: who of the balancers carries the VIP. */
import { seconds } from '../words.ts';
import type { KeepalivedFeatures } from './features.ts';
import type { KeepalivedFile, Statement } from './model.ts';

export interface VrrpTimers {
  /** Between adverts of the holder, milliseconds; VRRPv3 knows steps of 10 (RFC 9568, 5.2.7). */
  advertMs: number;
  /** Adverts that may be missing before a backup takes the VIP. */
  downAdverts: number;
}

/** The check for hangs, milliseconds; whole seconds before Keepalived 2.3.2. */
export interface CheckTimers {
  intervalMs: number;
  timeoutMs: number;
  fall: number;
  rise: number;
}

export interface GuardSettings {
  /** Name of this host. */
  name: string;
  address: string;
  interface: string;
  vip: string;
  virtualRouterId: number;
  priority: number;
  /** The other balancers. */
  peers: readonly { address: string; priority: number }[];
  vrrp: VrrpTimers;
  check: CheckTimers;
  /** File that holds 0 while HAProxy runs here. */
  trackFile: string;
  /** Program that succeeds while HAProxy answers. */
  checkProgram: string;
  features: KeepalivedFeatures;
}

/** Runs the check: it opens one connection on loopback and needs nothing else. */
const CHECK_USER = ['nobody', 'nogroup'] as const;

/**
 * The peer of who has none yet: VRRP's own group (RFC 9568, 5.1.1.2). A reload gives the VIP up and takes it again, half a
 * second later, when a list of peers appears or goes, and keeps it when only their addresses change (vrrp_exist in
 * Keepalived's vrrp.c; measured, docs/measurements/live.md). An empty list Keepalived 2.3 refuses.
 */
const EVERYBODY = '224.0.0.18';

/** The values and their reasons: research on load balancers, 2.1. */
export function guardFile(settings: GuardSettings): KeepalivedFile {
  const { trackFile, checkProgram, check } = settings;
  return {
    statements: [
      block(
        ['global_defs'],
        [
          line('router_id', settings.name),
          // Sub-second adverts do not exist in version 2.
          line('vrrp_version', '3'),
          line('enable_script_security'),
          line('script_user', ...CHECK_USER),
          // Late scheduling is the first cause of false takeovers (acassen/keepalived#2066).
          line('vrrp_rt_priority', '50'),
          line('vrrp_rlimit_rttime', '100000'),
          line('vrrp_no_swap'),
          line('vrrp_check_unicast_src'),
          line('vrrp_garp_master_repeat', '5'),
          line('vrrp_garp_master_delay', '1'),
          // Heals a poisoned neighbour cache after two held the VIP at once (acassen/keepalived#166).
          line('vrrp_garp_master_refresh', '30'),
          line('vrrp_garp_master_refresh_repeat', '1'),
          line('vrrp_garp_lower_prio_repeat', '3'),
          line('vrrp_garp_lower_prio_delay', '1'),
          line('vrrp_higher_prio_send_advert', 'true'),
        ],
      ),
      // Weight 0 means FAULT, whose advert of priority 0 lets a backup take over at once; any other weight waits.
      block(
        ['track_file', 'haproxy'],
        [line('file', trackFile), line('weight', '0'), line('init_file', '1')],
      ),
      block(
        ['vrrp_script', 'haproxy_answers'],
        [
          line('script', checkProgram),
          line('interval', seconds(check.intervalMs)),
          line('timeout', seconds(check.timeoutMs)),
          line('fall', String(check.fall)),
          line('rise', String(check.rise)),
          line('weight', '0'),
          line('user', ...CHECK_USER),
        ],
      ),
      block(['vrrp_instance', 'endpoint'], instance(settings)),
    ],
  };
}

function instance(settings: GuardSettings): Statement[] {
  const { vrrp, peers, features, priority } = settings;
  const highestOther = Math.max(0, ...peers.map(peer => peer.priority));
  return [
    line('state', 'BACKUP'),
    line('nopreempt'),
    line('interface', settings.interface),
    line('virtual_router_id', String(settings.virtualRouterId)),
    line('priority', String(priority)),
    line('advert_int', seconds(vrrp.advertMs)),
    line('down_timer_adverts', String(vrrp.downAdverts)),
    line('unicast_src_ip', settings.address),
    block(['unicast_peer'], peers.length === 0 ? [line(EVERYBODY)] : peers.map(peer => line(peer.address))),
    ...(features.timerExpiredBackup && peers.length > 0
      ? [line('timer_expired_backup', String(highestOther))]
      : []),
    block(['virtual_ipaddress'], [line(`${settings.vip}/32`, 'dev', settings.interface)]),
    block(['track_file'], [line('haproxy')]),
    block(['track_script'], [line('haproxy_answers')]),
  ];
}

function line(...words: [string, ...string[]]): Statement {
  return { words, block: null };
}

function block(words: [string, ...string[]], statements: readonly Statement[]): Statement {
  return { words, block: statements };
}

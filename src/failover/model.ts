/** What decides how long a failover lasts: the numbers of a pair or more of balancers, wherever they come from. */

export interface FailoverModel {
  vrrp: {
    version: 2 | 3;
    advertMs: number;
    /** Adverts that may be missing before a backup takes over (down_timer_adverts). */
    downAdverts: number;
    /** Of all balancers. */
    priorities: readonly number[];
  };
  /**
   * What a failed check does to the holder: FAULT, whose advert of priority 0 is answered at once, or a lower
   * priority, whose adverts a backup ignores until its own timer ends. Without it: FAULT, as Barque sets it.
   */
  tracking?: 'fault' | 'weight';
  /** The check for hangs; null when there is none. */
  check: { intervalMs: number; timeoutMs: number; fall: number } | null;
  /** HAProxy's check of its backends. */
  backend: {
    interMs: number;
    fastInterMs: number;
    fall: number;
    checkTimeoutMs: number;
    connectTimeoutMs: number;
    /** Whether a refused connection is given to another server; false: refused until the checks have failed. */
    redispatch?: boolean;
  };
  /** From the death of HAProxy to a changed tracked file: systemd's hook. */
  crashNoticeMs: number;
  /** How much later than its timers a balancer may act, because it was not scheduled. */
  stallMs: number;
}

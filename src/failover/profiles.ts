/** What hosts are expected to bear: bare metal, virtual machines, or worse. */
import type { Profile } from '../spec/resolved.ts';

export type ChosenProfile = Exclude<Profile, 'auto'>;

export interface ProfileNumbers {
  /** A scheduling delay that a takeover may suffer on top of its timers. */
  stallMs: number;
  /** Adverts that may be missing: several short ones bear more loss than few long ones of the same time. */
  downAdverts: number;
  /** Silence below which a holder is never called dead: a shorter one would be declared during ordinary stalls. */
  shortestSilenceMs: number;
  /** Timeout of the check for hangs. */
  checkTimeoutMs: number;
}

/**
 * Sources: keepalived's maintainer recommends small intervals with more misses (acassen/keepalived#2179); 5 of 45
 * laboratory runs on two shared cores were late by up to 0.5 s (research on load balancers, 2.1 and 3.1); paused and
 * migrated virtual machines stall for seconds (acassen/keepalived#220). The exact numbers are our judgement (docs/decisions/0010).
 */
export const PROFILES: Readonly<Record<ChosenProfile, ProfileNumbers>> = {
  lan: { stallMs: 150, downAdverts: 4, shortestSilenceMs: 150, checkTimeoutMs: 200 },
  virtual: { stallMs: 350, downAdverts: 5, shortestSilenceMs: 400, checkTimeoutMs: 450 },
  cautious: { stallMs: 600, downAdverts: 5, shortestSilenceMs: 1500, checkTimeoutMs: 950 },
};

/** Until facts tell of virtualisation and stalls, `auto` is the middle one. */
export function chosenProfile(profile: Profile): ChosenProfile {
  return profile === 'auto' ? 'virtual' : profile;
}

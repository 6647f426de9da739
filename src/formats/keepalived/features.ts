/** What a version of Keepalived can: the one place that knows the differences. */

export interface KeepalivedFeatures {
  /** Intervals and timeouts of scripts in milliseconds; whole seconds before 2.3.2 (keepalived 6f9ace3c). */
  millisecondScripts: boolean;
  /** Addresses that it adds show its name (`ip address`: proto keepalived); seen with 2.3.3. */
  marksAddresses: boolean;
  /** A holder that was stopped too long gives the VIP up when it wakes; since 2.3.3. */
  timerExpiredBackup: boolean;
}

/** From a version as `2.3.3` or a Debian one as `1:2.2.7-1+b2`; what cannot be read is taken as old. */
export function keepalivedFeatures(version: string): KeepalivedFeatures {
  const match = /^(?:\d+:)?v?(\d+)\.(\d+)\.(\d+)/.exec(version);
  const [major, minor, patch] =
    match === null ? [0, 0, 0] : [Number(match[1]), Number(match[2]), Number(match[3])];
  const number = major! * 1_000_000 + minor! * 1000 + patch!;
  return {
    millisecondScripts: number >= 2_003_002,
    marksAddresses: number >= 2_003_003,
    timerExpiredBackup: number >= 2_003_003,
  };
}

/** How often Keepalived runs a script and when it calls it failed. */
import { get, integer, type Line, secondsMs } from './keepalived.ts';

export interface ScriptTiming {
  intervalMs: number;
  timeoutMs: number;
  fall: number;
}

/** Defaults: each second, as long as its interval, one failure (keepalived.conf(5), vrrp_script). */
export function scriptTiming(definition: Line): ScriptTiming {
  const lines = definition.block ?? [];
  const value = (keyword: string) => get(lines, keyword)?.words[1];
  const intervalMs = secondsMs(value('interval')) || 1000;
  return {
    intervalMs,
    timeoutMs: secondsMs(value('timeout')) || intervalMs,
    fall: Math.max(1, integer(value('fall')) ?? 1),
  };
}

/** The command that a script runs, as one text. */
export function commandOf(definition: Line): string {
  return (
    get(definition.block ?? [], 'script')
      ?.words.slice(1)
      .join(' ') ?? ''
  );
}

/** Such commands see that a process exists and nothing else: one that hangs exists too. */
export function seesProcessOnly(command: string): boolean {
  return /\b(killall|pidof|pgrep|pkill|ps)\b|\bkill\s+-0\b|systemctl\s+(-q\s+|--quiet\s+)?(is-active|status)/.test(
    command,
  );
}

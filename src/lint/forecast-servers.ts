/** The outage of each fault of a server behind HAProxy. */
import type { FailoverModel } from '../failover/model.ts';
import { termsOf, totalMs } from '../failover/terms.ts';
import { type Back, checkOf } from './backs.ts';
import { type CheckTiming, checkTiming, lossTiming } from './check-timing.ts';
import {
  type Forecast,
  type ForecastFault,
  modelOf,
  type Never,
  NO_BACKEND,
  type Predicted,
  STALL_MS,
} from './forecast-model.ts';
import { enabled, find, type Setting, timeoutMs } from './haproxy.ts';
import { integer } from './keepalived.ts';

export function ofBack({ view, back }: Back): Forecast {
  const redispatch = redispatchOf(back.settings);
  const checks = back.servers.map(server => ({
    check: checkOf(back, server),
    timing: checkTiming(back, server),
  }));
  const alone = enabled(back.servers).length < 2 && back.servers.every(({ template }) => !template);
  const unchecked = checks.some(({ check }) => check.is === 'none');
  const connects = checks.some(({ check }) => check.is === 'tcp');
  // Terms of balancers are not asked for; any two will do.
  const vrrp: FailoverModel['vrrp'] = { version: 3, advertMs: 1000, downAdverts: 3, priorities: [254, 253] };
  const total = (fault: 'backend-crash' | 'backend-hang', of = (timing: CheckTiming) => timing) =>
    checks.reduce((longest, { check, timing }) => {
      const backend = {
        ...(check.is === 'none' ? NO_BACKEND : of(timing)),
        redispatch: redispatch !== null,
      };
      return Math.max(longest, totalMs(termsOf({ ...modelOf(vrrp), backend }, fault)));
    }, 0);
  const line = (fault: ForecastFault, ms: number, never: Never | null): Predicted =>
    alone
      ? { fault, ms: Number.POSITIVE_INFINITY, never: 'one-server' }
      : {
          fault,
          ms: never === null || never === 'no-connect-timeout' ? ms : Number.POSITIVE_INFINITY,
          never,
        };
  const waitMs = checks[0]!.timing.connectTimeoutMs;
  // Whichever comes first: another server is tried, or this one is called down.
  const refusedMs = Math.min(
    total('backend-crash') + (redispatch ?? 0),
    redispatch === null || unchecked ? Number.POSITIVE_INFINITY : total('backend-hang', refusing),
  );
  return {
    about: 'servers',
    name: back.name,
    files: [view.file],
    faults: [
      line(
        'server-crash',
        redispatch === null ? total('backend-crash') : refusedMs,
        unchecked && redispatch === null ? 'no-check' : null,
      ),
      line('server-power-loss', total('backend-hang', lossTiming), unchecked ? 'no-check' : null),
      line(
        'server-hang',
        total('backend-hang'),
        unchecked ? 'no-check' : connects ? 'check-only-connects' : null,
      ),
      line('server-wait', waitMs, Number.isFinite(waitMs) ? null : 'no-connect-timeout'),
    ],
    assumed: [{ is: 'stalls', ms: STALL_MS }],
  };
}

/** A check of what refuses fails at once. */
function refusing(timing: CheckTiming): CheckTiming {
  return { ...timing, checkTimeoutMs: 0 };
}

/** HAProxy waits so long before it tries the same server again, milliseconds (manual, 4.2, retries), or `timeout connect`. */
const SAME_SERVER_MS = 1000;

/** Which hash a request: it stays with its server until the last retry (research, 2.2; HAProxy, stream_choose_redispatch). */
const HASHES = /^(source|uri|url_param|hdr\(|rdp-cookie|hash\b)/;

/**
 * Milliseconds until a refused connection is given to another server; null: it never is. Plain `option redispatch` means the
 * last retry where a hash chooses, and at once else; with a number it is each so manieth retry (manual, 4.2).
 */
function redispatchOf(settings: readonly Setting[]): number | null {
  const option = find(settings, 'option redispatch');
  const retries = integer(find(settings, 'retries')?.words[1]) ?? 3;
  if (option === null || retries < 1) return null;
  const every = integer(option.words[2]);
  const isHashed = HASHES.test(find(settings, 'balance')?.words[1] ?? '');
  const nth = every !== null && every > 0 ? every : isHashed ? retries : 1;
  if (nth > retries && isHashed) return null;
  const sameMs = Math.min(timeoutMs(settings, 'connect') ?? SAME_SERVER_MS, SAME_SERVER_MS);
  return isHashed || every === null ? (nth - 1) * sameMs : 0;
}

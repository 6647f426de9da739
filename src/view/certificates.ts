/** Which certificate of the cluster ends first. */
import { answered, type LiveView } from './live-view.ts';

export interface EndingCertificate {
  host: string;
  path: string;
  /** ISO 8601. */
  ends: string;
  /** Whole days from now, rounded down; below 0: it has ended. */
  daysLeft: number;
}

const DAY_MS = 86_400_000;

/** All of them, the first to end first. `now` in milliseconds since the epoch. */
export function certificatesOf(view: LiveView, now: number): EndingCertificate[] {
  return [...answered(view)]
    .flatMap(([host, { certificates }]) => certificates.map(each => ({ host, ...each })))
    .sort((a, b) => a.endsAt - b.endsAt)
    .map(({ host, path, endsAt }) => ({
      host,
      path,
      ends: new Date(endsAt).toISOString(),
      daysLeft: Math.floor((endsAt - now) / DAY_MS),
    }));
}

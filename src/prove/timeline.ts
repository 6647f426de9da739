/** What happened in a sample, in words and in the order of time. */
import type { Done } from './drill.ts';
import type { Sample, TimelineEvent } from './proof.ts';

export function wordsOf(strike: Done, host: string): string {
  switch (strike.by) {
    case 'machine':
      return `${strike.fault} of ${host}`;
    case 'program':
      return `${strike.act} ${strike.program.replace(/\.service$/, '')} on ${host}`;
    case 'hand-over':
      return `${host} hands the VIP over`;
  }
}

export function movesOf(holdings: Sample['observed']['holdings']): TimelineEvent[] {
  return holdings.flatMap(({ host, changes }) =>
    changes.map(({ atMs, held }) => ({
      atMs,
      is: 'vip' as const,
      what: held ? `${host} has the VIP` : `${host} has it no more`,
    })),
  );
}

export function changesOf(backends: Sample['observed']['backends']): TimelineEvent[] {
  const last = new Map<string, string>();
  return backends.flatMap(({ atMs, balancer, up }) => {
    const now =
      up === null ? 'does not answer' : up.length === 0 ? 'no server is up' : `up: ${up.join(', ')}`;
    const isFirst = !last.has(balancer);
    last.set(balancer, now);
    return isFirst ? [] : [{ atMs, is: 'backend' as const, what: `HAProxy of ${balancer}: ${now}` }];
  });
}

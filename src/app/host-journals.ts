/** What the hosts of a cluster have noted of one run, from whichever machine it came. */
import { BarqueError, messageOf } from '../base/errors.ts';
import { type HostJournal, hostJournals, type NotedStep } from '../facts/now/host-journal.ts';
import type { Host } from '../hosts/host.ts';

export interface ToldByHost {
  host: string;
  /** Null: it did not answer, for the reason given. */
  steps: readonly NotedStep[] | null;
  because: string | null;
}

/** Milliseconds for one host: a journal is some hundred lines, and a dead host must not hold up the others' words. */
const HOST_MS = 6000;

/** `called`: how the run's name begins or ends; null: the newest of all. Throws usage when that is none, or several. */
export async function toldByHosts(
  hosts: readonly Host[],
  called: string | null,
  signal: AbortSignal,
): Promise<{ run: string; told: ToldByHost[] }> {
  const reading = hostJournals(called ?? 'newest');
  const answers = await Promise.all(
    hosts.map(async host => {
      try {
        const journals = await host.read(reading, AbortSignal.any([signal, AbortSignal.timeout(HOST_MS)]));
        return { host: host.name, journals, because: null };
      } catch (error) {
        signal.throwIfAborted();
        return { host: host.name, journals: null, because: messageOf(error) };
      }
    }),
  );
  const all = [...new Set(answers.flatMap(({ journals }) => (journals ?? []).map(({ run }) => run)))].sort();
  const run = called === null ? all.at(-1) : all.length === 1 ? all[0] : undefined;
  if (run === undefined) throw notFound(called, all, answers);
  const stepsIn = (journals: readonly HostJournal[]) => journals.find(each => each.run === run)?.steps ?? [];
  return {
    run,
    told: answers.map(({ host, journals, because }) => ({
      host,
      steps: journals === null ? null : stepsIn(journals),
      because,
    })),
  };
}

function notFound(
  called: string | null,
  found: readonly string[],
  answers: readonly { host: string; journals: unknown }[],
): BarqueError {
  const silent = answers.filter(({ journals }) => journals === null).map(({ host }) => host);
  const noted =
    found.length === 0 ? 'no host that answers has noted one' : `it may be ${found.slice(0, 5).join(', ')}`;
  return new BarqueError({
    domain: 'usage',
    attempted: called === null ? 'find a run on the hosts' : `find the run ${called} on the hosts`,
    cameBack: silent.length === 0 ? noted : `${noted}; these did not answer: ${silent.join(', ')}`,
    next: 'The newest that hosts know: barque run show --hosts',
  });
}

/** Whether a file's promises can be kept, as far as the file alone tells: facts may choose another profile, and say no later. */
import { formatDuration } from '../base/duration.ts';
import { type Derived, derive } from '../failover/derive.ts';
import type { ChosenProfile } from '../failover/profiles.ts';
import { LONGEST_WORDS } from '../failover/refusal.ts';
import { choose } from '../layers/chosen.ts';
import type { Problem } from '../spec/diagnostic.ts';
import type { SpecDocument } from '../spec/document.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { member } from '../spec/written.ts';

export interface Promises {
  /** Promises that no profile which the file allows can keep. */
  broken: Problem[];
  /** Those that only bare metal keeps, where facts are to decide. */
  risky: Problem[];
}

type Refused = Extract<Derived, { is: 'refused' }>;

/** For what can be planned otherwise. Scripts with milliseconds are taken for granted: only facts know Keepalived's version. */
export function promisesOf(spec: ResolvedSpec, document: SpecDocument): Promises {
  const { profile } = spec.availability;
  const problemsOf = (chosen: ChosenProfile) =>
    refusals(spec, chosen).map(refused => problemOf(refused, chosen, spec, document));
  if (profile !== 'auto') return { broken: problemsOf(profile), risky: [] };
  const broken = problemsOf('lan');
  const risky = broken.length > 0 ? [] : problemsOf('virtual');
  return {
    broken,
    risky: risky.map(({ help, ...problem }) => ({
      ...problem,
      summary: 'Only bare metal keeps this promise',
      help: `${help}; with one virtual machine among the hosts it will be refused`,
    })),
  };
}

/** Both promises, each for itself: whoever corrects one wants to know of the other. */
function refusals({ availability, ...spec }: ResolvedSpec, profile: ChosenProfile): Refused[] {
  const { priorities } = choose({ ...spec, availability }, []);
  const refusalOf = (failoverMs: number, hangMs: number) => {
    const derived = derive({
      failoverMs,
      hangMs,
      profile,
      priorities: Object.values(priorities),
      millisecondScripts: true,
    });
    return derived.is === 'refused' ? derived : null;
  };
  const failover = refusalOf(availability.failoverMs, Number.MAX_SAFE_INTEGER);
  const hang = refusalOf(failover?.nearestMs ?? availability.failoverMs, availability.hangMs);
  return [failover, hang].filter(each => each !== null);
}

function problemOf(
  { promise, wantedMs, nearestMs }: Refused,
  profile: ChosenProfile,
  spec: ResolvedSpec,
  document: SpecDocument,
): Problem {
  const path = ['spec', 'availability', promise];
  const written = member(member(member(document.value, 'spec'), 'availability'), promise) !== undefined;
  const calmer = spec.availability.profile === 'cautious' || spec.availability.profile === 'virtual';
  return {
    summary: 'This promise cannot be kept',
    detail: `${promise} is ${formatDuration(wantedMs)}; with the profile ${profile}, ${LONGEST_WORDS[promise]} can last ${formatDuration(nearestMs)}.`,
    help: `${promise}: ${formatDuration(nearestMs)} or more${calmer ? ', or a profile that expects hosts to stall less' : ''}`,
    // A default that a profile cannot keep was decided by the profile.
    place: document.place(written ? path : ['spec', 'availability', 'profile'], 'value'),
  };
}

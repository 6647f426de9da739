/** What of a verb is still to be done, given what was observed: its members that are as they should be are left out. */
import type { Step } from './change.ts';
import type { Verb } from './verb.ts';
import { differingMarks } from './verbs/node-mark.ts';

/** For showing only: a run does the whole verb. Where nothing is known, or nothing has members, all of it. */
export function differenceOf({ verb, before, after }: Step): Verb {
  if (before === null) return verb;
  const differs = (key: string) => before[key] !== after[key];
  switch (verb.do) {
    case 'package.install':
      return {
        ...verb,
        packages: verb.packages
          .filter(({ name }) => differs(name))
          .map(({ name, version }) => ({ name, version: fromTo(before[name], version) })),
      };
    case 'image.import':
      return { ...verb, images: verb.images.filter(({ name }) => differs(name)) };
    case 'program.put': {
      const programs = verb.programs.filter(({ name }) => differs(name));
      return programs.length === 0 ? verb : { ...verb, programs };
    }
    case 'kernel.tune':
      return {
        ...verb,
        modules: verb.modules.filter(name => differs(`module ${name}`)),
        settings: Object.fromEntries(
          Object.entries(verb.settings)
            .filter(([name]) => differs(name))
            .map(([name, value]) => [name, fromTo(before[name], value)]),
        ),
      };
    case 'node.mark':
      return { ...verb, nodes: differingMarks(verb, before).filter(({ marks }) => marks.length > 0) };
    case 'etcd.promote':
      return { ...verb, members: verb.members.filter(differs) };
    default:
      return verb;
  }
}

function fromTo(was: string | undefined, becomes: string): string {
  return was === undefined || was === 'absent' || was === '' ? becomes : `${was} → ${becomes}`;
}

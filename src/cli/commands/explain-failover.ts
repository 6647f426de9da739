/** `barque explain failover`: how long each fault lasts at most, and why, without asking any host. */
import { loadCluster } from '../../app/load-cluster.ts';
import { EXIT } from '../../base/exit-codes.ts';
import type { Wish } from '../../failover/derive.ts';
import { type Explained, explain } from '../../failover/explain.ts';
import { type ChosenProfile, chosenProfile, PROFILES } from '../../failover/profiles.ts';
import { deriveOrRefuse } from '../../failover/refusal.ts';
import { choose } from '../../layers/chosen.ts';
import { refuseUnplannable } from '../../spec/plannable.ts';
import type { Profile } from '../../spec/resolved.ts';
import type { Command } from '../command.ts';
import { FILE_OPTION } from '../options.ts';
import { warn } from '../views/diagnostics.ts';
import { explainLines, type FailoverAnswer } from '../views/explain-failover.ts';
import { paint } from '../views/paint.ts';

export const explainFailover: Command = {
  name: 'explain failover',
  summary: 'show how long each fault lasts at most, and why',
  details:
    'No host is asked. Where the profile is auto, facts decide it at the first apply; what each would give is shown. A promise that cannot be kept is refused with the nearest that can.',
  options: [
    FILE_OPTION,
    {
      flags: '-o, --output <format>',
      summary: 'how to print it',
      default: 'table',
      choices: ['table', 'json'],
    },
  ],
  examples: [
    'barque explain failover',
    'barque explain failover -o json | jq .chosen.prediction.powerLossMs',
  ],
  run: async ({ options, terminal }) => {
    const loaded = await loadCluster(String(options['file']));
    warn(loaded, terminal);
    refuseUnplannable(loaded);
    const { spec } = loaded;
    const wanted = spec.availability.profile;
    const { priorities } = choose(spec, []);
    const wish = (profile: ChosenProfile, millisecondScripts = true): Wish => ({
      failoverMs: spec.availability.failoverMs,
      hangMs: spec.availability.hangMs,
      profile,
      priorities: Object.values(priorities),
      millisecondScripts,
    });
    const profiles = (Object.keys(PROFILES) as ChosenProfile[]).map(profile => explain(wish(profile)));
    const chosen = chosenOf(wanted, profiles) ?? deriveFailure(wish(chosenProfile(wanted)));
    const answer: FailoverAnswer = {
      cluster: spec.name,
      balancers: Object.keys(priorities).length,
      backends: spec.loadBalancer.backends.length,
      kubernetes: spec.kubernetes !== null,
      promised: { failoverMs: spec.availability.failoverMs, hangMs: spec.availability.hangMs },
      wanted,
      chosen,
      profiles,
      hangOnDebian12Ms: hangWithSeconds(wish(chosen.profile, false)),
    };
    if (options['output'] === 'json') terminal.stdout.write(`${JSON.stringify(answer, finite, 2)}\n`);
    else terminal.stdout.write(`${explainLines(answer, paint(terminal.stdout, terminal.env)).join('\n')}\n`);
    return EXIT.done;
  },
};

/** With `auto`, bare metal may keep what virtual machines cannot. */
function chosenOf(wanted: Profile, profiles: readonly Explained[]): FailoverAnswer['chosen'] | undefined {
  const order: readonly ChosenProfile[] = wanted === 'auto' ? ['virtual', 'lan'] : [wanted];
  return order
    .map(profile => profiles.find(each => each.profile === profile))
    .find(each => each?.is === 'kept');
}

/** Throws configuration with the nearest promise. */
function deriveFailure(wish: Wish): never {
  deriveOrRefuse(wish);
  throw new Error(`${wish.profile} was refused and is not refused`);
}

/** However long: on such hosts the promise is refused at plan, and here its number is what one wants to see. */
function hangWithSeconds(wish: Wish): number {
  const explained = explain({ ...wish, hangMs: Number.MAX_SAFE_INTEGER });
  return explained.is === 'kept' ? explained.prediction.haproxyHangMs : Number.POSITIVE_INFINITY;
}

/** JSON knows no infinity. */
function finite(_key: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? null : value;
}

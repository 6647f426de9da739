/** Does what a drill says, act by act, on the hosts that are what it names just before each fault. */
import { BarqueError, messageOf } from '../base/errors.ts';
import type { FaultAct } from '../plan/verbs/fault-inject.ts';
import { type Clocks, oursOf } from './clocks.ts';
import { BY_HOST, type Done, type Drill, lastsS, type Strike } from './drill.ts';
import { holdersAt } from './observers/observing.ts';
import { hostAt, type Scene } from './places.ts';
import type { Hit, Holding, TimelineEvent } from './proof.ts';
import type { Proving } from './proving.ts';
import { movedSince, type Sight, sceneNow, sightNow, variantSeen } from './sight.ts';
import { wordsOf } from './timeline.ts';
import { untilWhole } from './whole.ts';

/** What `fault.inject` arms a timer for. */
const HEALED_BY_HOST: readonly FaultAct[] = ['freeze', 'stop', ...Object.values(BY_HOST)];

/** A fault that came; its end is not decided yet. */
export interface Struck extends Pick<Hit, 'host' | 'what' | 'ledEtcd' | 'atMs'> {
  /** The machine was without power. */
  off: boolean;
  /** When it was taken away; null: nobody does, or not yet. */
  healedMs: number | null;
  /** When the next one was prepared: what that costs this machine is nobody's outage; null: none was. */
  nextMs: number | null;
}

export type Acted =
  | { is: 'done'; struck: readonly Struck[]; variant: string; endMs: number }
  /** Before the first fault somebody else had become what the drill names; nothing was done. */
  | { is: 'moved'; because: string };

export interface Acting {
  proving: Proving;
  drill: Drill;
  scene: Scene;
  heard: readonly Holding[];
  clocks: Clocks;
  note(is: TimelineEvent['is'], what: string, atMs?: number): void;
}

export async function act(
  { proving, drill, scene, heard, clocks, note }: Acting,
  signal: AbortSignal,
): Promise<Acted> {
  const { clock, say } = proving;
  const struck: Struck[] = [];
  const names = () => new Set(struck.map(({ host }) => host));
  let sight: Sight = { holders: null, leader: null };
  let variant = '';
  const healAll = async () => {
    // What the host ends by itself has an end that is known.
    const untilMs = Math.max(0, ...struck.map(({ healedMs }) => healedMs ?? 0));
    if (untilMs > clock.now()) await clock.sleep(untilMs - clock.now(), signal);
    for (const each of struck.filter(isBroken)) {
      say(`heals ${each.host}`);
      const letGoMs = clock.now();
      await proving.machines!.heal(each.host, signal);
      for (const same of struck) if (same.host === each.host && isBroken(same)) same.healedMs = letGoMs;
      note('heal', `${each.host} is as before`);
    }
  };
  try {
    for (const [at, doing] of drill.acts.entries()) {
      if (doing.is === 'hold') await clock.sleep(doing.ms, signal);
      else if (doing.is === 'heal') await healAll();
      else if (doing.is === 'whole') await untilWhole(proving, signal, `in ${drill.id}`);
      else {
        const before = struck.at(-1);
        if (before !== undefined) before.nextMs = clock.now();
        // Asking costs the host that is asked; later faults of one drill need it where machines fall.
        const isToAsk = before === undefined || doing.strike.by === 'machine';
        sight = isToAsk
          ? await sightNow(proving, heard, names(), signal)
          : { ...sight, holders: holdersAt(heard, Number.POSITIVE_INFINITY) };
        const now = sceneNow(scene, sight);
        if (before === undefined) {
          const because = movedSince(drill, scene, now);
          if (because !== null) return { is: 'moved', because };
          variant = variantSeen(drill, sight);
        }
        // The VIP may have left by an earlier fault of this drill; whom the other places name is decided once.
        const host = (doing.on === 'vip-holder' ? hostAt(doing.on, now) : null) ?? hostAt(doing.on, scene);
        if (host === null) throw noPlace(drill, doing.on);
        const how = howOf(doing.strike, host, proving);
        const words = wordsOf(how, host);
        say(words);
        const seconds = lastsS(drill, at);
        const atMs = await strike(proving, how, host, seconds, clocks, signal);
        struck.push({
          host,
          what: whatOf(doing.strike),
          ledEtcd: sight.leader === host,
          atMs,
          off: doing.strike.by === 'machine' && doing.strike.fault === 'power-cut',
          // The host's own timer lets it go, and we hear of it later; what was killed is let go by nobody.
          healedMs: how.by === 'program' && HEALED_BY_HOST.includes(how.act) ? atMs + seconds * 1000 : null,
          nextMs: null,
        });
        note('fault', words, atMs);
      }
    }
  } finally {
    // Whatever happened to us: what we broke, we mend.
    await healQuietly(proving, struck);
  }
  return { is: 'done', struck, variant, endMs: clock.now() };
}

/** With all that decides until when a fault's traces count; `endMs`: the watching ended. */
export function hitsOf(struck: readonly Struck[], actsEndMs: number, endMs: number): Hit[] {
  return struck.map(({ host, what, ledEtcd, atMs, healedMs, nextMs }) => ({
    host,
    what,
    ledEtcd,
    atMs,
    heldToMs: Math.min(healedMs ?? actsEndMs, nextMs ?? actsEndMs),
    judgedToMs: Math.min(healedMs ?? endMs, nextMs ?? endMs),
  }));
}

function isBroken({ what, healedMs }: Struck): boolean {
  return what === 'machine' && healedMs === null;
}

function whatOf(strike: Strike): string {
  switch (strike.by) {
    case 'machine':
      return 'machine';
    case 'program':
      return strike.program;
    case 'hand-over':
      return 'vip';
  }
}

/** Without power over machines the host does it to itself. */
function howOf(strike: Strike, host: string, { machines, spec }: Proving): Done {
  if (strike.by !== 'machine' || machines !== null) return strike;
  const act = BY_HOST[strike.fault];
  const address = spec.hosts.find(({ name }) => name === host)?.address;
  // Drills that cannot be done so were refused.
  return act === undefined || address === undefined ? strike : { by: 'program', act, program: address };
}

/** Milliseconds since the epoch, by our clock. */
async function strike(
  { machines, strikeProgram, moveVip, clock }: Proving,
  what: Done,
  host: string,
  healsAfterS: number,
  clocks: Clocks,
  signal: AbortSignal,
): Promise<number> {
  switch (what.by) {
    case 'machine':
      return await machines!.strike(host, what.fault, signal);
    case 'program':
      return oursOf(await strikeProgram(host, what, Math.max(1, healsAfterS), signal), host, clocks);
    case 'hand-over':
      return (await moveVip(null, signal)) ?? clock.now();
  }
}

async function healQuietly({ machines, say }: Proving, struck: readonly Struck[]): Promise<void> {
  for (const host of new Set(struck.filter(isBroken).map(each => each.host))) {
    say(`heals ${host}`);
    await machines!
      .heal(host, new AbortController().signal)
      .catch(error => say(`${host}: ${messageOf(error)}`));
  }
}

function noPlace({ id }: Drill, place: string): BarqueError {
  return new BarqueError({
    domain: 'check',
    attempted: `run the drill ${id}`,
    cameBack: `no host is the ${place} now`,
    next: 'See barque status.',
  });
}

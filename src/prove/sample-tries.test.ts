import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vipHolderPowerLoss } from './drills/vip-holder-power-loss.ts';
import { type Frame, refuseOthers } from './kept-sample.ts';
import { phaseOf } from './phase.ts';
import type { Sample } from './proof.ts';
import type { Proving } from './proving.ts';
import type { Taken } from './sample-run.ts';
import { GOOD } from './sample-sample.ts';
import { takeSample } from './sample-tries.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-'));
});
afterEach(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;
const FRAME: Frame = { seed: 1, 'advert ms': 100 };
const sample = (over: Partial<Sample> = {}): Taken => ({ is: 'sample', sample: { ...GOOD, ...over } });
const UNSEEN = sample({ broken: ['writes: it ended'] });
const LOST: Partial<Sample> = { written: { acknowledged: ['a', 'b'], unknown: [], found: ['a'] } };

/** Takes a sample of which the tries end in turn as given. */
async function taken(tries: Taken[], repeats = 2) {
  const phases: number[] = [];
  const said: string[] = [];
  const judged = await takeSample(
    {} as Proving,
    { repeats, seed: 1, folder, frame: FRAME, bounds: { failoverMs: 1000, hangMs: 3000 } },
    { drill: vipHolderPowerLoss, nth: 1 },
    because => said.push(because),
    never,
    async (_proving, { phase }) => {
      phases.push(phase);
      return tries[phases.length - 1]!;
    },
  );
  const verdict = (id: string) => judged.judges.find(({ judge }) => judge === id)!.verdict;
  return { judged, verdict, said, phases };
}

describe('a sample', () => {
  it('that could not be judged is measured again, and what was before is told and kept', async () => {
    const { judged, verdict, said } = await taken([UNSEEN, sample()]);
    expect(verdict('harness')).toBe('passed');
    expect(said).toHaveLength(1);
    expect(judged.earlier).toEqual([{ folder: 'try-1', because: expect.stringContaining('it ended') }]);
    expect((await readdir(join(folder, vipHolderPowerLoss.id, '1'))).sort()).toEqual([
      'sample.json',
      'try-1',
      'try-2',
    ]);
  });

  it('in which something failed is never measured again, whatever else was not judged', async () => {
    const { verdict, said } = await taken([sample({ ...LOST, broken: ['writes: it ended'] }), sample()]);
    expect([verdict('nothing-lost'), verdict('harness')]).toEqual(['failed', 'not-judged']);
    expect(said).toEqual([]);
  });

  it('stays not judged when it never could be', async () => {
    const { verdict, judged } = await taken([UNSEEN, UNSEEN], 1);
    expect(verdict('harness')).toBe('not-judged');
    expect(judged.earlier).toHaveLength(1);
  });

  it('begins anew when its target moved before the fault, also where nothing is repeated', async () => {
    const moved: Taken = { is: 'moved', because: 'the vip-holder was cp1 and is cp2 just before the fault' };
    expect((await taken([moved, sample()], 0)).judged.earlier).toHaveLength(1);
    await rm(join(folder, vipHolderPowerLoss.id), { recursive: true });
    await expect(taken([moved, moved, moved, moved])).rejects.toThrow(/moved 4 times/);
  });

  it('that is there already is taken as it is, and one that was broken off is told', async () => {
    await taken([sample()]);
    expect((await taken([])).phases).toEqual([]);
    const own = join(folder, vipHolderPowerLoss.id, '1');
    await rm(join(own, 'sample.json'));
    const { judged } = await taken([sample()]);
    expect(judged.earlier).toEqual([{ folder: 'try-1', because: 'it was broken off' }]);
  });
});

describe('samples of an earlier call', () => {
  const wish = (frame: Frame) => ({ folder, drills: [vipHolderPowerLoss], samples: 1, frame });

  it('are gone on with when they were taken in the same way', async () => {
    await taken([sample()]);
    await expect(refuseOthers(wish(FRAME))).resolves.toBeUndefined();
  });

  it('are refused when something differs, by its name', async () => {
    await taken([sample()]);
    await expect(refuseOthers(wish({ ...FRAME, 'advert ms': 300 }))).rejects.toThrow(/advert ms: 100 → 300/);
  });

  it('are refused when nobody knows how they were taken', async () => {
    const { judged } = await taken([sample()]);
    await writeFile(join(folder, vipHolderPowerLoss.id, '1', 'sample.json'), JSON.stringify(judged));
    await expect(refuseOthers(wish(FRAME))).rejects.toThrow(/seed: unknown → 1/);
  });
});

describe('the phase of a fault', () => {
  const one = { seed: 1, drill: 'haproxy-killed', nth: 2, nthTry: 1 };

  it('is the same for the same seed, drill, sample and try, and another for any other', () => {
    expect(phaseOf(one)).toBe(phaseOf({ ...one }));
    const others = [{ seed: 2 }, { drill: 'control' }, { nth: 3 }, { nthTry: 2 }];
    const phases = [one, ...others.map(over => ({ ...one, ...over }))].map(phaseOf);
    expect(new Set(phases).size).toBe(phases.length);
    expect(phases.every(phase => phase >= 0 && phase < 1)).toBe(true);
  });

  it('is given to each try', async () => {
    const { phases } = await taken([UNSEEN, sample()]);
    expect(phases).toHaveLength(2);
    expect(phases[0]).not.toBe(phases[1]);
  });
});

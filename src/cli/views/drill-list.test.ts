import { describe, expect, it } from 'vitest';
import { drillsCalled } from '../../prove/drills.ts';
import { drillData, drillList } from './drill-list.ts';
import { paint } from './paint.ts';

const colour = paint({ isTTY: false } as Parameters<typeof paint>[0], {});
const listed = (id: string, predictedMs: number | null = null, refusal: string | null = null) => ({
  drill: drillsCalled([id])[0]!,
  predictedMs,
  refusal,
});

describe('the list of drills', () => {
  it('says what each does, needs and is judged by, also where it can be run', () => {
    const said = drillList([listed('vip-holder-power-loss', 975)], null, colour);
    expect(said).toContain('The power of the balancer that has the VIP is cut');
    expect(said).toContain('Needs 2 balancers, power over the machines; about 53 s a sample.');
    expect(said).toContain('Predicted: at most 975 ms. Judged by the failover budget.');
  });

  it('asks for no power over machines where the host can do it to its own link', () => {
    expect(drillList([listed('cable-pulled')], null, colour)).not.toContain('power');
  });

  it('says why a drill is not possible, and why nothing is predicted', () => {
    const said = drillList([listed('apiserver-killed', null, 'it needs 3')], 'no host told', colour);
    expect(said).toContain('Not here: it needs 3.');
    expect(said).toContain('Nothing is predicted: no host told.');
  });

  it('is data for programs', () => {
    expect(JSON.parse(JSON.stringify(drillData([listed('one-way-loss')])))).toEqual([
      expect.objectContaining({ id: 'one-way-loss', budget: 'fault', predictedMs: null, refusal: null }),
    ]);
  });
});

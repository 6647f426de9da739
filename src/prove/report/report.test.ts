import { describe, expect, it, test } from 'vitest';
import { parseDocument } from 'yaml';
import { compareProofs } from './compare.ts';
import { htmlOf } from './html.ts';
import { junitOf } from './junit.ts';
import { parseProof } from './parse.ts';
import { sampleProof } from './sample-proof.ts';

/** Tags that are open in turn; throws when they do not close in the order in which they were opened. */
function balanced(markup: string): number {
  const open: string[] = [];
  let seen = 0;
  for (const [, close, name, rest] of markup.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|[^">])*)>/g)) {
    seen += 1;
    if (close === '/') expect(open.pop()).toBe(name);
    else if (!rest!.endsWith('/') && !['meta', 'link', 'br'].includes(name!)) open.push(name!);
  }
  expect(open).toEqual([]);
  return seen;
}

describe('JUnit', () => {
  const xml = junitOf(sampleProof());

  it('has a suite for each drill and a case for each judge', () => {
    expect(balanced(xml)).toBeGreaterThan(60);
    expect(xml.match(/<testsuite /g)).toHaveLength(3);
    expect(xml).toContain('<testcase classname="apiserver-killed" name="nothing-lost"><failure message="');
    expect(xml).toMatch(/name="apiserver-killed" tests="13" failures="3"/);
  });

  it('counts a drill that was broken off as a failure, and one that was refused as skipped', () => {
    const proof = sampleProof();
    const [first] = proof.drills;
    const broken = { ...first!, verdict: 'failed' as const, skipped: 'the cluster was not whole' };
    const told = junitOf({ ...proof, drills: [broken] });
    expect(told).toContain('name="run"><failure message="the cluster was not whole"/>');
    expect(told).toContain('failures="1"');
    expect(xml).toContain('tests="1" failures="0" skipped="1"');
  });

  it('escapes what people and machines have written', () => {
    expect(xml).toContain('<skipped message="it needs &lt;power&gt; &amp; more"/>');
  });
});

describe('the page', () => {
  const proof = sampleProof();
  const html = htmlOf(proof);

  it('is whole by itself: nothing is fetched and nothing runs', () => {
    expect(balanced(html.slice(html.indexOf('<body'), html.indexOf('</html>')))).toBeGreaterThan(200);
    expect(html).not.toMatch(/<script|src=|@import|url\(|https?:/);
  });

  it('has every drill, every judge’s evidence, and the command that repeats it', () => {
    for (const drill of proof.drills) expect(html).toContain(`<section id="${drill.id}">`);
    expect(html).toContain('lost: b');
    expect(html).toContain('barque prove vip-holder-power-loss --samples 3 --seed 42');
    expect(html).toContain('a finding about the model');
  });

  it('shows each sample’s faults, moves and gaps by words, not by colour alone', () => {
    expect(html.match(/<svg /g)).toHaveLength(4);
    expect(html).toContain('power-cut of cp1');
    expect(html).toContain('no success for 1600 ms');
  });

  it('tells what was measured before and did not count', () => {
    const [first, ...rest] = proof.drills;
    const earlier = [{ folder: 'try-1', because: 'the VIP moved' }];
    const samples = first!.samples.map(sample => ({ ...sample, earlier }));
    const told = htmlOf({ ...proof, drills: [{ ...first!, samples }, ...rest] });
    expect(told).toContain('Taken again after try-1: the VIP moved.');
  });

  it('escapes what people and machines have written', () => {
    const hostile = { ...proof, cluster: '<script>alert(1)</script>' };
    expect(htmlOf(hostile)).not.toContain('<script>');
    expect(html).toContain('it needs &lt;power&gt; &amp; more');
  });
});

test('a report is read back as it was written, and anything else is none', () => {
  const proof = sampleProof();
  expect(parseProof(JSON.stringify(proof))).toEqual(proof);
  expect(parseProof('{"format":"barque.proof/v0","drills":[]}')).toBeNull();
  expect(parseProof('{')).toBeNull();
  // YAML reads JSON, too: the report is for every program.
  expect(parseDocument(JSON.stringify(proof)).toJS()).toEqual(proof);
});

describe('two proofs', () => {
  const a = sampleProof();

  it('that are the same differ in nothing', () => {
    const { differences, drills } = compareProofs(a, a);
    expect(differences).toEqual([]);
    expect(drills.flatMap(({ figures }) => figures).every(({ change }) => change === 'same')).toBe(true);
    expect(drills.some(({ isWorse }) => isWorse)).toBe(false);
  });

  it('tell which drill fails now, which figure grew, and what was not the same to begin with', () => {
    const [first, ...rest] = a.drills;
    const outage = { ...first!.outage, newConnections: { p50Ms: 1400, maxMs: 1500 } };
    const b = {
      ...a,
      settings: { ...a.settings, 'advert ms': 300 },
      drills: [{ ...first!, verdict: 'failed' as const, outage }, ...rest],
    };
    const { differences, drills } = compareProofs(a, b);
    expect(differences).toEqual(['advert ms: 100 → 300']);
    expect(drills[0]).toMatchObject({ isWorse: true });
    const figure = drills[0]!.figures.find(each => each.what === 'outage' && each.kind === 'newConnections');
    expect(figure).toMatchObject({ change: 'worse' });
    expect(figure!.ratio).toBeCloseTo(1400 / 620, 1);
  });

  it('that differ by less than noise are the same', () => {
    const [first, ...rest] = a.drills;
    const p50Ms = first!.outage.newConnections!.p50Ms + 90;
    const b = {
      ...a,
      drills: [{ ...first!, outage: { newConnections: { p50Ms, maxMs: p50Ms } } }, ...rest],
    };
    expect(compareProofs(a, b).drills[0]!.figures[0]!.change).toBe('same');
  });

  it('with a drill that only one of them has say so', () => {
    const { drills } = compareProofs({ ...a, drills: a.drills.slice(1) }, a);
    expect(drills.find(({ id }) => id === 'vip-holder-power-loss')).toMatchObject({ a: null, b: 'passed' });
  });
});

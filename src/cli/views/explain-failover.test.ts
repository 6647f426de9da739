import { describe, expect, it } from 'vitest';
import { explain } from '../../failover/explain.ts';
import type { ChosenProfile } from '../../failover/profiles.ts';
import { explainLines, type FailoverAnswer } from './explain-failover.ts';
import { paint } from './paint.ts';

const PLAIN = paint({ isTTY: false }, {});

function answer(balancers: number): FailoverAnswer {
  const of = (profile: ChosenProfile) =>
    explain({
      failoverMs: 1000,
      hangMs: 4000,
      profile,
      priorities: [254, 244, 234].slice(0, balancers),
      millisecondScripts: true,
    });
  return {
    cluster: 'demo',
    balancers,
    backends: balancers,
    kubernetes: true,
    promised: { failoverMs: 1000, hangMs: 4000 },
    wanted: 'auto',
    chosen: of('virtual') as FailoverAnswer['chosen'],
    profiles: [of('lan'), of('virtual'), of('cautious')],
    hangOnDebian12Ms: balancers > 1 ? 3376 : Number.POSITIVE_INFINITY,
  };
}

describe('the arithmetic in words', () => {
  const lines = explainLines(answer(3), PLAIN);

  it('shows terms above their sum, rounded up', () => {
    const at = lines.findIndex(line => line.startsWith('The holder of the VIP loses its power'));
    expect(lines.slice(at + 1, at + 7).map(line => line.trim().split('  ')[0])).toEqual([
      '550ms',
      '6ms',
      '30ms',
      '350ms',
      '40ms',
      '976ms',
    ]);
  });

  it('says what a profile would need that cannot keep the promise', () => {
    expect(lines.at(-1)).toMatch(/cautious would need availability\.failover: 2\.1\ds/);
  });

  it('tells what clients with the kernel’s timers see', () => {
    expect(lines.join('\n')).toContain(
      '1.04s  at a power loss, for a client with the kernel’s own timers (P2)',
    );
  });

  it('promises nothing of one balancer', () => {
    const alone = explainLines(answer(1), PLAIN).join('\n');
    expect(alone.match(/nobody takes over/g)).toHaveLength(6);
    expect(alone).not.toContain('Beside that');
    // "never" below POWER LOSS reads as if it were never lost.
    expect(alone).not.toMatch(/POWER LOSS|never/);
  });
});

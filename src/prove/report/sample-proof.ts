/** A made-up proof, for tests of what shows one: a drill that passed three times, one that failed, one that was left out. */
import { drillResult } from '../drill-result.ts';
import { apiserverKilled } from '../drills/apiserver-killed.ts';
import { cablePulled } from '../drills/cable-pulled.ts';
import { vipHolderPowerLoss } from '../drills/vip-holder-power-loss.ts';
import { judgeSample } from '../judge-sample.ts';
import { PROOF_FORMAT, type Proof } from '../proof.ts';
import { GOOD, historyWith } from '../sample-sample.ts';

const BOUNDS = { failoverMs: 1000, hangMs: 3000 };

export function sampleProof(): Proof {
  const passed = [500, 600, 640].map((toMs, at) =>
    judgeSample(
      {
        ...GOOD,
        nth: at + 1,
        traffic: [
          historyWith('newConnections', 20, 0, toMs),
          historyWith('writes', 100, 0, 1500),
          historyWith('watches', 100, 100, 1200),
        ],
        timeline: [
          ...GOOD.timeline,
          { atMs: GOOD.faultMs + toMs - 30, is: 'vip', what: 'cp2 has the VIP' },
          { atMs: GOOD.faultMs + 1200, is: 'backend', what: 'HAProxy of cp2: up: cp2, cp3' },
          { atMs: GOOD.healedMs, is: 'heal', what: 'cp1 is as before' },
          { atMs: GOOD.endMs - 500, is: 'whole', what: 'whole again' },
        ],
      },
      vipHolderPowerLoss,
      BOUNDS,
    ),
  );
  const failed = judgeSample(
    {
      ...GOOD,
      struck: ['cp3'],
      traffic: [historyWith('newConnections', 20, 0, 1600)],
      written: { acknowledged: ['a', 'b'], unknown: [], found: ['a'] },
    },
    apiserverKilled,
    BOUNDS,
  );
  const told = (command: string) => ({ command, predictedMs: 976, left: null });
  return {
    format: PROOF_FORMAT,
    seed: 42,
    cluster: 'harbour',
    at: Date.parse('2026-06-01T00:00:00Z'),
    verdict: 'failed',
    versions: { barque: '0.1.0', kubernetes: 'v1.36.3' },
    settings: { 'failover budget ms': 1000, 'advert ms': 100 },
    machine: { cpus: 2, kernel: '6.18.0', loadBefore: 0.4, loadAfter: 2.1, isLab: true },
    drills: [
      drillResult(
        vipHolderPowerLoss,
        passed,
        told('barque prove vip-holder-power-loss --samples 3 --seed 42'),
      ),
      drillResult(apiserverKilled, [failed], { ...told('barque prove apiserver-killed'), predictedMs: 40 }),
      drillResult(cablePulled, [], {
        ...told('barque prove cable-pulled'),
        left: { is: 'refused', because: 'it needs <power> & more' },
      }),
    ],
  };
}

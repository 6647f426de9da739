import { describe, expect, it, test } from 'vitest';
import type { Drill } from './drill.ts';
import { drillResult, median } from './drill-result.ts';
import { majorityLost } from './drills/majority-lost.ts';
import { vipHolderPowerLoss } from './drills/vip-holder-power-loss.ts';
import { workerPowerLoss } from './drills/worker-power-loss.ts';
import { judgeSample, worstOf } from './judge-sample.ts';
import { JUDGES } from './judges.ts';
import type { Sample, TrafficHistory } from './proof.ts';
import { FAULT_MS, GOOD, historyWith } from './sample-sample.ts';

const BOUNDS = { failoverMs: 1000, hangMs: 3000 };

function verdict(judge: string, sample: Sample, drill: Drill = vipHolderPowerLoss): string {
  return JUDGES.find(({ id }) => id === judge)!.judge(sample, drill, BOUNDS).verdict;
}

const withTraffic = (...traffic: TrafficHistory[]): Sample => ({ ...GOOD, traffic });
const observing = (observed: Partial<Sample['observed']>): Sample => ({
  ...GOOD,
  observed: { ...GOOD.observed, ...observed },
});
const during = (twoHolders: Drill['twoHolders']): Drill => ({ ...vipHolderPowerLoss, twoHolders });

test.each(JUDGES.map(({ id }) => id).filter(id => id !== 'service'))(
  '%s passes a sample in which all went well',
  id => {
    expect(verdict(id, GOOD)).toBe('passed');
  },
);

describe('outage', () => {
  it('fails when it is longer than the budget', () => {
    expect(verdict('outage', withTraffic(historyWith('newConnections', 20, 0, 1100)))).toBe('failed');
  });

  it('fails when nothing succeeded to the end, however short that was watched', () => {
    const history = historyWith('newConnections', 20, 9300, 20_000);
    expect(verdict('outage', withTraffic(history))).toBe('failed');
  });

  it('is measured by the bound that the drill has', () => {
    const sample = withTraffic(historyWith('newConnections', 20, 0, 1500));
    expect(verdict('outage', sample, { ...vipHolderPowerLoss, budget: 'hang' })).toBe('passed');
    expect(verdict('outage', sample, { ...vipHolderPowerLoss, budget: null })).toBe('does-not-apply');
    const slight = withTraffic(historyWith('newConnections', 20, 0, 300));
    expect(verdict('outage', slight, { ...vipHolderPowerLoss, budget: 'none' })).toBe('failed');
  });
});

describe('time to clean', () => {
  it('fails when single attempts go on failing, though others succeed', () => {
    const history = historyWith('newConnections', 20, 0, 600);
    const attempts = history.attempts.map(each =>
      each.startMs === FAULT_MS + 3000 ? { ...each, ok: false, error: 'deadline:tls' } : each,
    );
    expect(verdict('time-to-clean', withTraffic({ ...history, attempts }))).toBe('failed');
    expect(verdict('outage', withTraffic({ ...history, attempts }))).toBe('passed');
  });

  it('does not count what the machine’s return costs', () => {
    const history = historyWith('newConnections', 20, 8200, 8300);
    expect(verdict('time-to-clean', withTraffic(history))).toBe('passed');
  });

  it('counts to the end what is refused after a kill, but not slowness while it starts again', () => {
    const history = historyWith('newConnections', 20, 9000, 9100);
    const killed = (error: string): Sample => ({
      ...withTraffic({
        ...history,
        attempts: history.attempts.map(each => (each.ok ? each : { ...each, error })),
      }),
      hits: [{ ...GOOD.hits[0]!, what: 'kube-apiserver', judgedToMs: GOOD.endMs }],
      judgedToMs: GOOD.endMs,
    });
    expect(verdict('time-to-clean', killed('status:503'))).toBe('failed');
    expect(verdict('time-to-clean', killed('deadline:connect'))).toBe('passed');
  });

  describe('of several faults', () => {
    /** Each a second after the other; what begins in [from, to) after each fails. */
    const reloaded = (fromMs: number, toMs: number, nth = [0, 1, 2, 3]): Sample => {
      const history = historyWith('newConnections', 20);
      const isLost = (startMs: number) =>
        nth.some(
          at =>
            startMs >= FAULT_MS + at * 1000 + fromMs &&
            startMs < Math.min(FAULT_MS + at * 1000 + toMs, GOOD.endMs),
        );
      const attempts = history.attempts.map(each =>
        isLost(each.startMs) ? { ...each, ok: false, latencyMs: 20, error: 'ECONNRESET' } : each,
      );
      const hits = [0, 1, 2, 3].map(at => ({
        ...GOOD.hits[0]!,
        what: 'haproxy.service',
        atMs: FAULT_MS + at * 1000,
        heldToMs: FAULT_MS + (at + 1) * 1000,
        judgedToMs: at === 3 ? GOOD.endMs : FAULT_MS + (at + 1) * 1000,
      }));
      return { ...withTraffic({ ...history, attempts }), hits, judgedToMs: GOOD.endMs };
    };
    const unseen: Drill = { ...vipHolderPowerLoss, budget: 'none' };

    it('is that of each, not of all together', () => {
      expect(verdict('time-to-clean', reloaded(0, 200, [3]), unseen)).toBe('passed');
      expect(verdict('time-to-clean', reloaded(600, 800, [1]), unseen)).toBe('failed');
    });

    it('must not be noticed in all, where one must not be', () => {
      expect(verdict('failed-share', reloaded(0, 200), unseen)).toBe('failed');
      expect(verdict('failed-share', reloaded(0, 200, [2]), unseen)).toBe('passed');
    });
  });
});

describe('failed share', () => {
  it('counts scattered failures even where no time is without a success', () => {
    const history = historyWith('newConnections', 20);
    const attempts = history.attempts.map((each, nth) =>
      nth % 4 === 0 ? { ...each, ok: false, error: 'status:503' } : each,
    );
    expect(verdict('failed-share', withTraffic({ ...history, attempts }))).toBe('failed');
  });

  it('does not count what the way to the next fault costs', () => {
    const first = { ...GOOD.hits[0]!, judgedToMs: FAULT_MS + 1000 };
    const second = { ...GOOD.hits[0]!, atMs: FAULT_MS + 2500 };
    const between = withTraffic(historyWith('newConnections', 20, 1000, 2400));
    expect(verdict('failed-share', { ...between, hits: [first] })).toBe('failed');
    expect(verdict('failed-share', { ...between, hits: [first, second] })).toBe('passed');
  });

  it('counts to the end where nobody takes the fault away', () => {
    const history = historyWith('newConnections', 20, 8500, 9800);
    const sample = withTraffic(history);
    expect(verdict('failed-share', sample)).toBe('passed');
    expect(verdict('failed-share', { ...sample, judgedToMs: GOOD.endMs })).toBe('failed');
  });
});

describe('one holder, by the kernels’ own words', () => {
  const both = (fromMs: number, toMs: number) =>
    observing({
      holdings: [
        { host: 'cp1', told: true, held: true, changes: [{ atMs: FAULT_MS + toMs, held: false }] },
        { host: 'cp2', told: true, held: false, changes: [{ atMs: FAULT_MS + fromMs, held: true }] },
      ],
    });

  it('fails when two have the address, beyond the difference of two clocks', () => {
    expect(verdict('one-holder-address', both(500, 600))).toBe('failed');
    expect(verdict('one-holder-address', both(500, 510))).toBe('passed');
  });

  it('is not judged when what watches was as late itself', () => {
    const sample = both(500, 570);
    const late = [0, 50, 130, 150, 200].map(atMs => ({ atMs: FAULT_MS + atMs, by: ['02:00:00:00:00:01'] }));
    const observed = { ...sample.observed, arp: late };
    expect(verdict('one-holder-address', { ...sample, observed })).toBe('not-judged');
    const longer = both(500, 640);
    expect(verdict('one-holder-address', { ...longer, observed: { ...longer.observed, arp: late } })).toBe(
      'failed',
    );
  });

  it('allows as much as the drill does', () => {
    expect(verdict('one-holder-address', both(500, 1800), during(1500))).toBe('passed');
    expect(verdict('one-holder-address', both(500, 2200), during(1500))).toBe('failed');
  });

  it('allows it while the fault keeps them apart, and a second after it', () => {
    expect(verdict('one-holder-address', both(500, 8900), during('until-healed'))).toBe('passed');
    expect(verdict('one-holder-address', both(500, 9200), during('until-healed'))).toBe('failed');
    expect(verdict('one-holder-address', both(-300, 500), during('until-healed'))).toBe('failed');
  });
});

describe('one holder, on the wire', () => {
  const arp = [
    { atMs: FAULT_MS, by: ['02:00:00:00:00:01', '02:00:00:00:00:02'] },
    { atMs: FAULT_MS + 50, by: ['02:00:00:00:00:01', '02:00:00:00:00:02'] },
    { atMs: FAULT_MS + 100, by: ['02:00:00:00:00:02'] },
  ];

  it('passes when one question alone was answered by two: a hand-over', () => {
    expect(verdict('one-holder-arp', observing({ arp: arp.slice(1) }))).toBe('passed');
  });

  it('fails when two answer', () => {
    expect(verdict('one-holder-arp', observing({ arp }))).toBe('failed');
    expect(verdict('one-holder-arp', observing({ arp }), during(100))).toBe('passed');
  });

  it('does not apply where nobody can ask', () => {
    expect(verdict('one-holder-arp', observing({ arp: null }))).toBe('does-not-apply');
  });
});

describe('nothing lost', () => {
  const written = (acknowledged: string[], unknown: string[], found: string[]): Sample => ({
    ...GOOD,
    written: { acknowledged, unknown, found },
  });

  it('fails when one acknowledged write is not there', () => {
    expect(verdict('nothing-lost', written(['a', 'b'], [], ['a']))).toBe('failed');
  });

  it('does not care what became of a write that nobody answered', () => {
    expect(verdict('nothing-lost', written(['a'], ['b'], ['a']))).toBe('passed');
    expect(verdict('nothing-lost', written(['a'], ['b'], ['a', 'b']))).toBe('passed');
  });

  it('says nothing when nobody could read what is there', () => {
    const written = { acknowledged: ['a'], unknown: [], found: null };
    expect(verdict('nothing-lost', { ...GOOD, written })).toBe('not-judged');
  });

  it('says nothing when nothing was acknowledged', () => {
    expect(verdict('nothing-lost', written([], ['a'], []))).toBe('not-judged');
  });
});

describe('never all down', () => {
  const down = observing({ backends: [{ atMs: FAULT_MS + 700, balancer: 'cp2', up: [] }] });

  it('fails when a HAProxy loses all its servers', () => {
    expect(verdict('never-all-down', down)).toBe('failed');
  });

  const struck = (what: string): Sample => ({
    ...down,
    struck: ['cp2'],
    hits: [{ ...GOOD.hits[0]!, host: 'cp2', what }],
  });

  it('asks a balancer whose etcd or apiserver was struck: its HAProxy was not', () => {
    expect(verdict('never-all-down', struck('etcd'))).toBe('failed');
    expect(verdict('never-all-down', struck('kube-apiserver'))).toBe('failed');
  });

  it('is not judged where nobody told', () => {
    expect(verdict('never-all-down', observing({ backends: [] }))).toBe('not-judged');
  });

  it('does not ask a HAProxy that starts again, nor one that gives no answer', () => {
    expect(verdict('never-all-down', struck('machine'))).toBe('passed');
    expect(verdict('never-all-down', struck('haproxy.service'))).toBe('passed');
    const mute = observing({ backends: [{ atMs: FAULT_MS, balancer: 'cp2', up: null }] });
    expect(verdict('never-all-down', mute)).toBe('passed');
  });

  it('does not apply where no majority lives', () => {
    expect(verdict('never-all-down', down, { ...vipHolderPowerLoss, mayLoseAll: true })).toBe(
      'does-not-apply',
    );
  });
});

describe('the Service', () => {
  const calls = (toMs: number) => withTraffic(historyWith('service', 100, 0, toMs));

  it('must be well again long before its dead host is back', () => {
    expect(verdict('service', calls(2000), workerPowerLoss)).toBe('passed');
    expect(verdict('service', calls(7000), workerPowerLoss)).toBe('failed');
    expect(verdict('service', withTraffic(), workerPowerLoss)).toBe('not-judged');
  });
});

test('recovery fails when time was up before the cluster was whole', () => {
  expect(verdict('recovery', { ...GOOD, wholeMs: null, problems: ['cp1 is silent'] })).toBe('failed');
});

describe('quiet elsewhere', () => {
  const pod = GOOD.pods!.before[0]!;

  it('fails when a pod of another host was restarted, or is gone', () => {
    const left = (pods: (typeof pod)[]): Sample => ({ ...GOOD, pods: { before: [pod], after: pods } });
    expect(verdict('quiet-elsewhere', left([{ ...pod, restarts: 1 }]))).toBe('failed');
    expect(verdict('quiet-elsewhere', left([{ ...pod, uid: '2' }]))).toBe('failed');
  });

  it('does not ask after the drill’s own pods', () => {
    const own = { ...pod, name: 'barque-drill/prober' };
    expect(verdict('quiet-elsewhere', { ...GOOD, pods: { before: [own], after: [] } })).toBe('passed');
  });

  const gone = (name: string, what: string): Sample => ({
    ...GOOD,
    hits: [{ ...GOOD.hits[0]!, what }],
    pods: { before: [{ ...pod, name, node: 'cp1' }], after: [] },
  });

  it('does not ask after pods of a machine that was struck', () => {
    expect(verdict('quiet-elsewhere', gone('kube-system/proxy', 'machine'))).toBe('passed');
  });

  it('asks after pods beside a program that was struck, but not after those that depend on it', () => {
    expect(verdict('quiet-elsewhere', gone('kube-system/proxy', 'etcd'))).toBe('failed');
    expect(verdict('quiet-elsewhere', gone('kube-system/kube-scheduler-cp1', 'etcd'))).toBe('passed');
    expect(verdict('quiet-elsewhere', gone('kube-system/kube-scheduler-cp1', 'haproxy.service'))).toBe(
      'failed',
    );
  });

  it('leaves those out that end with their lease where no majority of etcd can live', () => {
    const pod = (name: string) => ({ name, uid: name, node: 'cp3', restarts: 0 });
    const restarted = (name: string): Sample => ({
      ...GOOD,
      pods: { before: [pod(name)], after: [{ ...pod(name), restarts: 1 }] },
    });
    const judged = (name: string) => verdict('quiet-elsewhere', restarted(name), majorityLost);
    expect(judged('kube-system/kube-scheduler-cp3')).toBe('passed');
    expect(judged('kube-system/coredns-1')).toBe('failed');
    expect(verdict('quiet-elsewhere', restarted('kube-system/kube-scheduler-cp3'))).toBe('failed');
  });
});

describe('the harness', () => {
  const late = (ms: number, toMs: number): Sample =>
    withTraffic({ ...historyWith('newConnections', 20, 0, toMs), worstLatenessMs: ms });

  it('leaves a figure alone that is within its bound in spite of it', () => {
    expect(verdict('harness', late(80, 600))).toBe('passed');
  });

  it('takes back what failed by time while it was late, and nothing else', () => {
    const { judges } = judgeSample({ ...late(80, 1500), wholeMs: null }, vipHolderPowerLoss, BOUNDS);
    const of = (id: string) => judges.find(({ judge }) => judge === id)!.verdict;
    expect([of('outage'), of('harness'), of('recovery')]).toEqual(['not-judged', 'not-judged', 'failed']);
  });

  it('does not judge a sample of which a part was not seen', () => {
    const broken = ['pods: Error: the API answered 403'];
    expect(verdict('harness', { ...GOOD, broken })).toBe('not-judged');
  });

  it('takes nothing back that was seen, because something else was not', () => {
    const sample = { ...late(3, 1500), broken: ['pods: Error: the API answered 403'] };
    const { judges } = judgeSample(sample, vipHolderPowerLoss, BOUNDS);
    const of = (id: string) => judges.find(({ judge }) => judge === id)!.verdict;
    expect([of('outage'), of('harness')]).toEqual(['failed', 'not-judged']);
  });

  it('judges nothing by the date when that was set meanwhile, and what was lost is lost all the same', () => {
    const { judges } = judgeSample(
      { ...late(3, 1500), setMs: -2100, wholeMs: null },
      vipHolderPowerLoss,
      BOUNDS,
    );
    const of = (id: string) => judges.find(({ judge }) => judge === id)!;
    expect(['outage', 'harness', 'recovery'].map(id => of(id).verdict)).toEqual([
      'not-judged',
      'not-judged',
      'failed',
    ]);
    expect(of('harness').evidence).toContain('set by -2100 ms');
    const unseen = judgeSample({ ...late(3, 0), setMs: 2100 }, vipHolderPowerLoss, BOUNDS).judges;
    expect(unseen.find(({ judge }) => judge === 'outage')!.verdict).toBe('not-judged');
    expect(unseen.find(({ judge }) => judge === 'nothing-lost')!.verdict).toBe('passed');
    expect(verdict('harness', { ...late(3, 0), setMs: 4 })).toBe('passed');
  });

  it('never passes when it was later than an attempt may last', () => {
    expect(verdict('harness', late(201, 0))).toBe('not-judged');
  });
});

test('the worst verdict stands for several', () => {
  expect(worstOf(['passed', 'not-judged', 'failed'])).toBe('failed');
  expect(worstOf(['does-not-apply', 'passed'])).toBe('passed');
  expect(worstOf([])).toBe('does-not-apply');
});

test('a drill has the medians of its samples, the worst of each, and the verdict of the worst', () => {
  const judged = [300, 1500, 500].map((toMs, at) =>
    judgeSample(
      { ...withTraffic(historyWith('newConnections', 20, 0, toMs)), nth: at + 1 },
      vipHolderPowerLoss,
      BOUNDS,
    ),
  );
  const result = drillResult(vipHolderPowerLoss, judged, { command: 'x', predictedMs: 976, left: null });
  expect(result.outage.newConnections).toEqual({ p50Ms: 520, maxMs: 1520 });
  expect(result.verdict).toBe('failed');
  expect(result.judges.find(({ judge }) => judge === 'outage')!.evidence).toMatch(/^sample 2 \(1 of 3 so\)/);
  expect(median([1, 2, 3, 4])).toBe(3);
});

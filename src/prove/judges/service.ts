/** The Service under traffic is well again by itself, although the host of one of its pods stays away. */
import { doesNotApply, type Judge, passedIf, trafficOf } from './judge.ts';

/** So long before the fault is healed all calls must succeed, milliseconds. */
const QUIET_MS = 5000;

/** Kubernetes' own: 50 s to a node that is unreachable (node-monitor-grace-period), then the pods' tolerations, 10 s here. */
export const service: Judge = {
  id: 'service',
  title: 'the Service loses a dead host’s pod, and it comes back elsewhere',
  judge: (sample, drill) => {
    if (!drill.acts.some(act => act.is === 'strike' && act.on === 'worker'))
      return doesNotApply('no host of the Service’s pods was struck on purpose');
    const history = trafficOf(sample, 'service');
    if (history === undefined)
      return { verdict: 'not-judged', evidence: 'nothing is known of calls to the Service' };
    const { attempts } = history;
    const before = attempts.filter(({ startMs }) => startMs < sample.healedMs);
    const last = before.findLast(({ ok }) => !ok);
    const lastMs = last === undefined ? 0 : last.startMs - sample.faultMs;
    const told = `${before.filter(({ ok }) => !ok).length} of ${before.length} calls failed, the last one ${(lastMs / 1000).toFixed(1)} s after the fault`;
    return passedIf(
      before.length > 0 && (last === undefined || last.startMs < sample.healedMs - QUIET_MS),
      told,
    );
  },
};

/** Checks of clocks: certificates are not valid yet where one is behind. */
import { type Check, failed, known, perHost, warning } from './check.ts';

/** Milliseconds; research on reliability, A17: beyond 2 s between hosts certificates and leases misbehave. */
const SPREAD_WARNING_MS = 500;
const SPREAD_FAILED_MS = 2000;
/** Of the operator's clock, which may be a laptop's. */
const OPERATOR_FAILED_MS = 60_000;

const REMEDY =
  'Let a time daemon set it, and look again when it has:\n\n  apt-get install chrony && chronyc makestep';

export const CLOCK_SPREAD: Check = {
  id: 'clock-spread',
  title: 'all hosts agree about the time',
  why: 'A certificate made on one host is not valid yet on one whose clock is behind, and etcd’s leases and logs cannot be compared.',
  needs: ['clock'],
  judge: input => {
    const middle = median(known(input, 'clock').map(({ fact }) => fact.aheadMs));
    return perHost(input, ['clock'], (_host, { clock: { aheadMs, uncertainMs } }) => {
      const off = aheadMs - middle;
      const surely = Math.abs(off) - uncertainMs;
      if (surely < SPREAD_WARNING_MS) return null;
      const evidence = `${seconds(off)} ${off > 0 ? 'ahead of' : 'behind'} the middle of all hosts`;
      return surely < SPREAD_FAILED_MS ? warning(evidence, REMEDY) : failed(evidence, REMEDY);
    });
  },
};

export const CLOCK_OPERATOR: Check = {
  id: 'clock-operator',
  title: 'the hosts’ time is the operator’s',
  why: 'A kubeconfig works only while its certificate is valid where it is used; all hosts may be wrong together.',
  needs: ['clock'],
  judge: input =>
    perHost(input, ['clock'], (_host, { clock: { aheadMs, uncertainMs } }) => {
      if (Math.abs(aheadMs) - uncertainMs < OPERATOR_FAILED_MS) return null;
      const evidence = `${seconds(aheadMs)} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine`;
      return failed(evidence, `See which of them is right. ${REMEDY}`);
    }),
};

export const TIME_SYNC: Check = {
  id: 'time-sync',
  title: 'something keeps every clock right',
  why: 'A clock that is right today drifts by a second in a few days.',
  needs: ['network', 'state'],
  judge: input =>
    perHost(input, ['network', 'state'], (_host, { network: { timeSync }, state }) => {
      // A container has its host's clock.
      if (['systemd-nspawn', 'lxc', 'docker', 'podman'].includes(state.facts.system.virtualization))
        return null;
      if (timeSync.daemon === null) {
        return warning('no time daemon runs', 'apt-get install systemd-timesyncd (or chrony)');
      }
      if (timeSync.synchronized) return null;
      return warning(
        `${timeSync.daemon} runs and the clock is not synchronised`,
        'See whether it reaches its servers: timedatectl timesync-status, or chronyc sources.',
      );
    }),
};

function seconds(ms: number): string {
  return `${(Math.abs(ms) / 1000).toFixed(1)} s`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

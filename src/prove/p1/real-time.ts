/** What measures comes before what it measures. */
import { execFileSync } from 'node:child_process';
import { constants, setPriority } from 'node:os';

/**
 * The kernel runs this process before all that is not real-time itself; where we may not ask for that, before what its
 * scheduling group allows. A nice value counts only within a group (sched(7), "The autogroup feature"), and every machine
 * of a lab, service and login is one: with nice -20 a sleeper woke up to 119 ms too late, with this up to 23
 * (docs/measurements/failover.md). A kernel that throttles real time (sched_rt_runtime_us) keeps a twentieth for the rest.
 */
export function runInRealTime(): void {
  try {
    execFileSync('chrt', ['--all-tasks', '--fifo', '--pid', '1', String(process.pid)], { stdio: 'ignore' });
    return;
  } catch {}
  try {
    setPriority(constants.priority.PRIORITY_HIGHEST);
  } catch {}
}

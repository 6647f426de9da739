/** One run of lab suites at a time on this machine, over all checkouts and users; who waits is told for whom. */
import { hostLock } from '../../src/lab/host-lock.ts';

/**
 * Held until disposed or until this process ends, however it ends. `suite` says who we are to those who wait:
 * `npm test in /home/me/barque`. `say` is called once, if there is somebody to wait for.
 */
export function machineLock(
  suite: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<AsyncDisposable> {
  const whenHeld = ({ pid, doing }: { pid: number; doing: string }) =>
    say(`Waiting for process ${pid}, which uses the lab on this machine: ${doing}`);
  return hostLock({ name: 'lab-suites', doing: suite, whenHeld }, signal);
}

/** A shell on this very machine, for an operator who runs Barque on one of the hosts. */
import { execa } from 'execa';
import { messageOf } from '../base/errors.ts';
import { FOLLOWING, heard } from './follow.ts';
import { startSending } from './sending.ts';
import type { Shell } from './shell.ts';

const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  HOME: '/root',
};

export function localShell(name: string): Shell {
  return {
    name,
    run: async (request, signal) => {
      const sending = await startSending(request.input ?? '', request.timeoutMs);
      try {
        const result = await execa('/bin/sh', ['-c', request.text, 'barque', ...request.args], {
          input: sending.input,
          reject: false,
          stripFinalNewline: false,
          extendEnv: false,
          env: ENVIRONMENT,
          cancelSignal: AbortSignal.any([signal, sending.patience]),
        });
        if (result.exitCode === undefined) {
          const why = signal.aborted ? signal.reason : sending.patience.reason;
          return { is: 'lost', because: result.isCanceled ? messageOf(why) : 'it was killed' };
        }
        return {
          is: 'ended',
          code: result.exitCode,
          stdout: String(result.stdout),
          stderr: String(result.stderr),
        };
      } catch (error) {
        return { is: 'lost', because: messageOf(error) };
      } finally {
        sending.end();
      }
    },
    follow: (request, hear, signal) =>
      heard(
        execa('/bin/sh', ['-c', request.text, 'barque', ...request.args], {
          ...FOLLOWING,
          extendEnv: false,
          env: ENVIRONMENT,
        }),
        hear,
        signal,
      ),
  };
}

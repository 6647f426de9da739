/** `barque reset`: takes the cluster apart and leaves its hosts as they were before. */
import { withDoors } from '../../app/doors.ts';
import { loadCluster } from '../../app/load-cluster.ts';
import { type Reset, resetCluster } from '../../app/reset.ts';
import { BarqueError } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { askName } from '../ask.ts';
import type { Command } from '../command.ts';
import { durationOption, FILE_OPTION, LOCK_TIMEOUT_OPTION } from '../options.ts';
import { toolVersion } from '../version.ts';
import { hostList } from '../views/listing.ts';
import { type Paint, paint } from '../views/paint.ts';
import { planLines } from '../views/plan.ts';
import { runProgress } from '../views/run-progress.ts';
import { summaryOf } from '../views/run-summary.ts';

export const reset: Command = {
  name: 'reset',
  summary: 'take the cluster apart and leave its hosts as they were',
  details:
    'Kubernetes is stopped and removed, files are put back by the record that Barque keeps of them, and packages that came with it are purged. What etcd has written is moved aside on its host, never deleted. Hosts that do not answer are named; the same command resets them when they are back.',
  options: [
    FILE_OPTION,
    { flags: '--name <cluster>', summary: 'the cluster’s name, instead of typing it when asked' },
    LOCK_TIMEOUT_OPTION,
  ],
  examples: ['barque reset', 'barque reset --name harbour'],
  run: async ({ options, terminal, signal }) => {
    const folders = foldersOf(terminal.env);
    const { spec } = await loadCluster(String(options['file']));
    if (options['name'] !== undefined && options['name'] !== spec.name) throw otherName(spec.name);
    const colour = paint(terminal.stderr, terminal.env);
    const progress = runProgress(terminal);
    let began = performance.now();
    const done = await withDoors(spec, folders, doors =>
      resetCluster(
        {
          spec,
          tool: toolVersion(),
          doors,
          folders,
          lockTimeoutMs: durationOption('lock-timeout', options['lockTimeout']),
          confirm: async plan => {
            const lines = planLines(plan, colour, { verbose: false, present: new Map() });
            terminal.stderr.write(`${lines.join('\n')}\n\n`);
            const isWanted =
              options['name'] === spec.name ||
              (await askName('This ends the cluster.', spec.name, `--name ${spec.name}`, terminal, signal));
            began = performance.now();
            if (isWanted) progress.planned(plan);
            return isWanted;
          },
          renewed: progress.planned,
          seen: progress.seen,
        },
        signal,
      ),
    ).finally(progress.end);
    const lines = endLines(done, progress.state(), performance.now() - began, colour);
    terminal.stderr.write(lines.map(line => `${line}\n`).join(''));
    return codeOf(done);
  },
};

function endLines(
  done: Reset,
  state: ReturnType<ReturnType<typeof runProgress>['state']>,
  ms: number,
  colour: Paint,
): string[] {
  if (done.is === 'declined') return ['Nothing was changed.'];
  const left =
    done.notReset.length === 0
      ? []
      : [
          colour.yellow(
            `Not reset, since it does not answer: ${hostList(done.notReset)}. Run this again when it is back.`,
          ),
        ];
  if (done.is === 'nothing-to-do')
    return ['Nothing to do: no host that answers has anything of this cluster.', ...left];
  const { result, journal, plan } = done;
  const summary = summaryOf(state, { result, ms, leftOut: [], journal, next: [] }, colour);
  const hadEtcd = plan.changes.some(({ steps }) => steps.some(({ verb }) => verb.do === 'kubernetes.clear'));
  const aside = hadEtcd ? ['What etcd had written lies in /var/lib/barque/aside on each control plane.'] : [];
  return [...summary, ...(result === 'done' ? aside : []), ...left];
}

function codeOf(done: Reset): number {
  if (done.is === 'declined') return EXIT.cancelled;
  const whole = done.notReset.length > 0 ? EXIT.connection : EXIT.done;
  if (done.is === 'nothing-to-do') return whole;
  return {
    done: whole,
    failed: EXIT['remote-step'],
    cancelled: EXIT.interrupted,
    fenced: EXIT['lock-held'],
  }[done.result];
}

function otherName(name: string): BarqueError {
  return new BarqueError({
    domain: 'usage',
    attempted: 'reset the cluster',
    cameBack: `the cluster of this file is called ${name}`,
    next: `Give --name ${name} if that is the one you mean.`,
  });
}

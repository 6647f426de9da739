/** `barque vip move`: gives the VIP to another balancer. */
import { loadCluster } from '../../app/load-cluster.ts';
import { hostCalled, vipMoveOf } from '../../app/maintain.ts';
import { operate } from '../../app/operate.ts';
import type { Command } from '../command.ts';
import { runOperation, yesOr } from '../operation.ts';
import { FILE_OPTION, LOCK_TIMEOUT_OPTION, withFile, YES_OPTION } from '../options.ts';

export const vipMove: Command = {
  name: 'vip move',
  summary: 'give the VIP to another balancer',
  details:
    'The holder stands aside until another one has it, and stays a backup then. Kept connections are ended and come back to the new holder.',
  options: [
    FILE_OPTION,
    { flags: '--to <host>', summary: 'to this one; otherwise to the one with the next priority' },
    YES_OPTION,
    LOCK_TIMEOUT_OPTION,
  ],
  examples: ['barque vip move', 'barque vip move --to cp3'],
  run: async invocation => {
    const { options } = invocation;
    const { spec } = await loadCluster(String(options['file']));
    const to = typeof options['to'] === 'string' ? hostCalled(spec, options['to']).name : null;
    return await runOperation(
      {
        spec,
        run: handling =>
          operate(
            { ...handling, spec, operation: 'vip-move', desire: vipMoveOf(spec, to) },
            invocation.signal,
          ),
        consent: yesOr('Move it?', invocation),
        words: {
          nothingToDo: `Nothing to do: ${to} has it.`,
          next: [withFile('barque status', options)],
        },
      },
      invocation,
    );
  },
};

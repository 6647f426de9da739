/** `barque bundle refresh`: the newest Debian packages into the lock. */
import { EXIT } from '../../base/exit-codes.ts';
import { renewPackageLock } from '../../bundle/renew-lock.ts';
import { DISTRIBUTION_OPTION, distributionOf } from '../bundle-choice.ts';
import type { Command } from '../command.ts';
import { lockChangeLines } from '../views/bundle-refresh.ts';

export const bundleRefresh: Command = {
  name: 'bundle refresh',
  summary: 'renew the lock of Debian packages from the mirror',
  details:
    "Reads the package indexes of the mirror that apt uses here, with Debian's signatures checked by apt, " +
    'chooses the newest versions with all that they need, and writes upstream/packages/DISTRIBUTION.lock.json.',
  options: [DISTRIBUTION_OPTION],
  examples: ['barque bundle refresh', 'barque bundle refresh --distribution debian-12'],
  run: async ({ options, terminal, signal }) => {
    terminal.stderr.write('Reading the package indexes of the mirror (about 5 s)\n');
    const renewed = await renewPackageLock(distributionOf(options), signal);
    terminal.stdout.write(`${lockChangeLines(renewed).join('\n')}\n`);
    return EXIT.done;
  },
};

/** `barque bundle verify`: whether every byte of a bundle is what was built. */
import { EXIT } from '../../base/exit-codes.ts';
import { readBundle } from '../../bundle/read-bundle.ts';
import { verifyBundle } from '../../bundle/verify-bundle.ts';
import { chosenBundleFolder, DISTRIBUTION_OPTION, KUBERNETES_OPTION } from '../bundle-choice.ts';
import type { Command } from '../command.ts';
import { damageLines } from '../views/bundle-verify.ts';
import { paint } from '../views/paint.ts';

export const bundleVerify: Command = {
  name: 'bundle verify',
  summary: 'compare every file of a bundle with its digest',
  details: 'Ends with 3 when a file is damaged, missing, or not listed in bundle.json.',
  arguments: [{ form: '[folder]', summary: 'the bundle; else the one in the cache' }],
  options: [
    KUBERNETES_OPTION,
    DISTRIBUTION_OPTION,
    {
      flags: '-o, --output <format>',
      summary: 'how to print it',
      default: 'table',
      choices: ['table', 'json'],
    },
  ],
  examples: ['barque bundle verify', 'barque bundle verify ./bundle'],
  run: async ({ args, options, terminal, signal }) => {
    const bundle = await readBundle(await chosenBundleFolder(args[0], options, terminal));
    const damages = await verifyBundle(bundle, () => {}, signal);
    if (options['output'] === 'json') {
      terminal.stdout.write(`${JSON.stringify({ folder: bundle.folder, damages }, null, 2)}\n`);
    } else {
      const colour = paint(terminal.stdout, terminal.env);
      terminal.stdout.write(`${damageLines(bundle, damages, colour).join('\n')}\n`);
    }
    return damages.length === 0 ? EXIT.done : EXIT.check;
  },
};

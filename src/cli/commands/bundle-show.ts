/** `barque bundle show`: what is in a bundle and where it is from. */
import { EXIT } from '../../base/exit-codes.ts';
import { readBundle } from '../../bundle/read-bundle.ts';
import { chosenBundleFolder, DISTRIBUTION_OPTION, KUBERNETES_OPTION } from '../bundle-choice.ts';
import type { Command } from '../command.ts';
import { bundleLines } from '../views/bundle-show.ts';
import { paint } from '../views/paint.ts';

export const bundleShow: Command = {
  name: 'bundle show',
  summary: 'show what is in a bundle, in which versions, and where it is from',
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
  examples: ['barque bundle show', 'barque bundle show --kubernetes 1.36.3 -o json'],
  run: async ({ args, options, terminal }) => {
    const bundle = await readBundle(await chosenBundleFolder(args[0], options, terminal));
    const { stdout, env } = terminal;
    if (options['output'] === 'json') {
      stdout.write(
        `${JSON.stringify({ folder: bundle.folder, digest: bundle.digest, ...bundle.description }, null, 2)}\n`,
      );
    } else stdout.write(`${bundleLines(bundle, paint(stdout, env)).join('\n')}\n`);
    return EXIT.done;
  },
};

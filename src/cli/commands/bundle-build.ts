/** `barque bundle build`: the programs, images and packages that clusters are made of. */

import { BarqueError } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { buildBundle } from '../../bundle/build-bundle.ts';
import { PART_NAMES, type PartName } from '../../bundle/part-name.ts';
import { DISTRIBUTION_OPTION, distributionOf, KUBERNETES_OPTION, kubernetesOf } from '../bundle-choice.ts';
import type { Command } from '../command.ts';
import { bundleProgress } from '../views/bundle-progress.ts';

export const bundleBuild: Command = {
  name: 'bundle build',
  summary: 'build the programs, images and packages that clusters are made of',
  details:
    'Upstream programs are built from their Go modules, Debian packages come from the mirror that apt uses here. ' +
    'Without --kubernetes only the parts that need no Kubernetes release are built. ' +
    'What was built before is taken from the cache. Prints the folder of the bundle.',
  options: [
    KUBERNETES_OPTION,
    DISTRIBUTION_OPTION,
    { flags: '--parts <list>', summary: `some of ${PART_NAMES.join(',')}` },
    { flags: '--out <folder>', summary: 'where to put it instead of the cache' },
  ],
  examples: [
    'barque bundle build --kubernetes 1.36.3',
    'barque bundle build --parts packages,probe --out ./bundle',
  ],
  run: async ({ options, terminal, signal }) => {
    const progress = bundleProgress(terminal);
    try {
      const parts = typeof options['parts'] === 'string' ? partsOf(options['parts']) : undefined;
      const bundle = await buildBundle(
        {
          kubernetes: kubernetesOf(options),
          distribution: distributionOf(options),
          env: terminal.env,
          ...(parts === undefined ? {} : { parts }),
          ...(typeof options['out'] === 'string' ? { out: options['out'] } : {}),
        },
        progress.seen,
        signal,
      );
      progress.end();
      terminal.stdout.write(`${bundle.folder}\n`);
      return EXIT.done;
    } finally {
      progress.end();
    }
  },
};

function partsOf(list: string): PartName[] {
  return list.split(',').map(word => {
    const name = PART_NAMES.find(known => known === word.trim());
    if (name !== undefined) return name;
    throw new BarqueError({
      domain: 'usage',
      attempted: 'read --parts',
      cameBack: `there is no part "${word}"`,
      next: `The parts are ${PART_NAMES.join(', ')}.`,
    });
  });
}

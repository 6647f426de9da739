/** `barque lab up`: real machines on this host. */
import { systemClock } from '../../base/clock.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { DISTRIBUTIONS, type Distribution } from '../../lab/rootfs-recipe.ts';
import { labUp as makeLab } from '../../lab/up.ts';
import { labBundleFolder, releaseName } from '../bundle-choice.ts';
import type { Command } from '../command.ts';
import { countOf, labNameOf } from '../lab-words.ts';
import { labEventsView } from '../views/lab-events.ts';

export const labUp: Command = {
  name: 'lab up',
  summary: 'make machines on this host, with a cluster.yaml for them',
  details:
    'Machines are named cp1…, w1…, lb1…; s1… are plain servers outside the cluster, as backends. ' +
    'They are fresh Debian servers with systemd, sshd and nothing of Kubernetes. They go on when this command has ended. ' +
    'Prints the path of cluster.yaml.',
  arguments: [{ form: '[NAME]', summary: 'name of the lab (default: demo)' }],
  options: [
    { flags: '--control-planes <n>', summary: 'machines for control planes', default: 3 },
    { flags: '--workers <n>', summary: 'machines for workers', default: 2 },
    { flags: '--load-balancers <n>', summary: 'machines for load balancers', default: 0 },
    { flags: '--servers <n>', summary: 'plain machines outside the cluster', default: 0 },
    {
      flags: '--kubernetes <version>',
      summary: 'take the bundle of this release, when there is one',
      default: '1.36.3',
    },
    {
      flags: '--distribution <name>',
      summary: 'what the machines run',
      choices: DISTRIBUTIONS,
      default: 'debian-13',
    },
    {
      flags: '--bundle <folder>',
      summary:
        'bundle whose packages the machines use (default: the one for this release, else one without Kubernetes)',
    },
    { flags: '--disk-size <GiB>', summary: 'a disk of this size for each machine (default: no limit)' },
  ],
  examples: ['barque lab up', 'barque lab up small --control-planes 1 --workers 1'],
  run: async invocation => {
    const { options, terminal, signal } = invocation;
    const kubernetes = releaseName(options['kubernetes']);
    const distribution = options['distribution'] as Distribution;
    const bundle = await labBundleFolder(options['bundle'], { kubernetes, distribution }, terminal);
    const lab = await makeLab(
      {
        name: labNameOf(invocation),
        counts: {
          controlPlanes: countOf(options, 'controlPlanes', '--control-planes'),
          workers: countOf(options, 'workers', '--workers'),
          loadBalancers: countOf(options, 'loadBalancers', '--load-balancers'),
          servers: countOf(options, 'servers', '--servers'),
        },
        distribution,
        kubernetes,
        bundle,
        diskGiB: options['diskSize'] === undefined ? null : countOf(options, 'diskSize', '--disk-size'),
      },
      {
        folders: foldersOf(terminal.env),
        env: terminal.env,
        clock: systemClock,
        onEvent: labEventsView(terminal),
      },
      signal,
    );
    terminal.stdout.write(`${lab.paths.cluster}\n`);
    return EXIT.done;
  },
};

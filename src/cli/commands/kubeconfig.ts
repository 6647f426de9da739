/** `barque kubeconfig`: the way into the cluster for kubectl. */
import { doorsOf } from '../../app/doors.ts';
import { adminEntry, kubeconfigFiles, mergeInto, storeAlone } from '../../app/kubeconfig.ts';
import { loadCluster } from '../../app/load-cluster.ts';
import { BarqueError } from '../../base/errors.ts';
import { EXIT } from '../../base/exit-codes.ts';
import { foldersOf } from '../../base/xdg.ts';
import { printEntry } from '../../formats/kubeconfig/entry.ts';
import type { Command } from '../command.ts';
import { FILE_OPTION } from '../options.ts';
import { mergedWords } from '../views/kubeconfig.ts';

export const kubeconfig: Command = {
  name: 'kubeconfig',
  summary: 'print the administrator’s kubeconfig, or add it to yours',
  details:
    'It is read from a control plane and leads to the endpoint. It is a secret: whoever has it is master of the cluster. ' +
    'With --merge it goes into the file that kubectl uses ($KUBECONFIG, else ~/.kube/config), which keeps its comments and its other clusters; the file as it was is kept beside it (.bak).',
  options: [
    FILE_OPTION,
    { flags: '--merge', summary: 'add it to your kubeconfig' },
    { flags: '--out <path>', summary: 'into this file instead of stdout, or with --merge instead of yours' },
    { flags: '--context <name>', summary: 'how to call it (default: the cluster’s name)' },
    { flags: '--use', summary: 'with --merge: make it the current context' },
    { flags: '--force', summary: 'replace what has the same name and leads to another cluster' },
  ],
  examples: [
    'barque kubeconfig --merge --use',
    'barque kubeconfig --out harbour.conf && kubectl --kubeconfig harbour.conf get nodes',
  ],
  run: async ({ options, terminal, signal }) => {
    const { merge, use, force } = {
      merge: options['merge'] === true,
      use: options['use'] === true,
      force: options['force'] === true,
    };
    if (use && !merge) throw useless();
    const out = typeof options['out'] === 'string' ? options['out'] : null;
    const { spec } = await loadCluster(String(options['file']));
    const context = typeof options['context'] === 'string' ? options['context'] : spec.name;
    const doors = doorsOf(spec, foldersOf(terminal.env));
    const entry = await adminEntry(
      spec,
      doors.map(({ host }) => host),
      context,
      signal,
    );
    if (merge) {
      const files = out === null ? kubeconfigFiles(terminal.env) : ([out] as const);
      const stored = await mergeInto(files, entry, { force, use });
      terminal.stderr.write(`${mergedWords(stored, context, out !== null).join('\n')}\n`);
    } else if (out !== null) await storeAlone(out, printEntry(entry), force);
    else terminal.stdout.write(printEntry(entry));
    return EXIT.done;
  },
};

function useless(): BarqueError {
  return new BarqueError({
    domain: 'usage',
    attempted: 'make it the current context',
    cameBack: '--use goes with --merge; a file of its own has one context anyway',
    next: 'barque kubeconfig --merge --use',
  });
}

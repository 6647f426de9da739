/** What every command about a cluster needs first: its file, checked, and the bundle that goes with it. */
import type { PlanInput } from '../app/cluster-plan.ts';
import { BarqueError } from '../base/errors.ts';
import { packagesOf, readBundle } from '../bundle/read-bundle.ts';
import { loadCluster } from '../spec/load.ts';
import { refuseUnplannable } from '../spec/plannable.ts';
import { chosenBundleFolder } from './bundle-choice.ts';
import type { Terminal } from './command.ts';
import { toolVersion } from './version.ts';
import { warn } from './views/diagnostics.ts';

/** `options.file` and `options.bundle` as in options.ts. */
export async function openCluster(
  options: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<PlanInput> {
  const loaded = await loadCluster(String(options['file']));
  warn(loaded, terminal);
  refuseUnplannable(loaded);
  const named = options['bundle'] ?? loaded.spec.bundle.folder ?? undefined;
  const bundle = await readBundle(await chosenBundleFolder(named, options, terminal));
  const packages = packagesOf(bundle);
  return {
    spec: loaded.spec,
    bundle: { digest: bundle.digest, provenance: bundle.description.provenance },
    packageVersion: name => {
      const version = packages.get(name);
      if (version !== undefined) return version;
      throw new BarqueError({
        domain: 'configuration',
        attempted: `find the package ${name} in the bundle`,
        where: bundle.folder,
        cameBack: 'it is not there',
        next: 'barque bundle build --parts packages',
      });
    },
    tool: toolVersion(),
  };
}

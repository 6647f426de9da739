/** What every command about a cluster needs first: its file, checked, and the bundle that goes with it. */
import type { PlanInput } from '../app/cluster-plan.ts';
import { loadCluster } from '../app/load-cluster.ts';
import { BarqueError } from '../base/errors.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { packagesOf } from '../bundle/read-bundle.ts';
import type { LoadedCluster } from '../spec/check.ts';
import { refuseOtherVersion, refuseUnplannable } from '../spec/plannable.ts';
import { bundleFor } from './bundle-choice.ts';
import { contentsOf } from './bundle-contents.ts';
import type { Terminal } from './command.ts';
import { toolVersion } from './version.ts';
import { warn } from './views/diagnostics.ts';

export interface OpenCluster {
  input: PlanInput;
  bundle: Bundle;
}

/** `options.file` and `options.bundle` as in options.ts. */
export async function openCluster(
  options: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<OpenCluster> {
  const loaded = await loadCluster(String(options['file']));
  warn(loaded, terminal);
  return openLoaded(loaded, options, terminal);
}

/** Without a word about what the file could say better. */
export async function openLoaded(
  loaded: LoadedCluster,
  options: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<OpenCluster> {
  refuseUnplannable(loaded);
  const named = options['bundle'] ?? loaded.spec.bundle.folder ?? undefined;
  const bundle = await bundleFor(loaded.spec, named, terminal);
  const contents = contentsOf(bundle);
  refuseOtherVersion(loaded, contents.kubernetes);
  const packages = packagesOf(bundle);
  const input: PlanInput = {
    spec: loaded.spec,
    bundle: { digest: bundle.digest, provenance: bundle.description.provenance },
    made: {
      distribution: bundle.description.distribution,
      architecture: bundle.description.architecture,
    },
    contents,
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
    deep: options['deep'] === true,
  };
  return { input, bundle };
}

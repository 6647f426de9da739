/** Programs of the bundle in a folder of their version, with links by which they are called. */
import { type BundleContents, programsOf } from '../../plan/bundle-contents.ts';
import type { DesiredStep } from '../../plan/desired.ts';
import type { ResolvedSpec } from '../../spec/resolved.ts';

const LINKS = '/usr/local/bin';

/** `/opt/barque/containerd/2.4.2`: versions lie beside each other, so that switching is one rename. */
export function programFolder(bundle: BundleContents, name: string): string {
  return `/opt/barque/${name}/${programsOf(bundle, name).version}`;
}

/** `links`: names in /usr/local/bin, each with the program that it calls. `only`: of several programs, these. */
export function programStep(
  { bundle, spec }: { bundle: BundleContents; spec: ResolvedSpec },
  name: string,
  links: Readonly<Record<string, string>>,
  only?: readonly string[],
): DesiredStep {
  const folder = programFolder(bundle, name);
  const programs = programsOf(bundle, name)
    .programs.map(({ path, sha256, size }) => ({ name: path.split('/').at(-1)!, file: path, sha256, size }))
    .filter(program => only === undefined || only.includes(program.name));
  return {
    id: name,
    verb: {
      do: 'program.put',
      folder,
      programs,
      links: Object.fromEntries(
        Object.entries(links).map(([link, program]) => [`${LINKS}/${link}`, `${folder}/${program}`]),
      ),
      onHost: spec.bundle.onHosts,
    },
  };
}

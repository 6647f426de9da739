/** The part `coredns`: the cluster's DNS server. */
import type { Part } from '../part.ts';
import { LICENCES, releaseOf } from '../releases.ts';
import { oneProgramImage } from './one-program-image.ts';

export const coredns: Part = {
  name: 'coredns',
  followsKubernetes: true,
  prepare: async (choice, _workshop, signal) => {
    const release = releaseOf(choice.kubernetes!);
    const version = release.coredns;
    return await oneProgramImage(
      {
        module: {
          folder: release.modules.coredns,
          name: 'coredns',
          version,
          source: `github.com/coredns/coredns@v${version}`,
          licence: LICENCES.coredns,
          provenance: 'go-modules',
          programs: { coredns: 'github.com/coredns/coredns' },
        },
        image: {
          name: `registry.k8s.io/coredns/coredns:v${version}`,
          version,
          path: 'coredns',
          entrypoint: ['/coredns'],
        },
        coldSeconds: 107,
      },
      choice,
      signal,
    );
  },
};

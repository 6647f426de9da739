/** The part `flannel`: it carries pod traffic between hosts. */
import { aboutNetfilter, netfilterInputs, netfilterLayer } from '../images/netfilter-layer.ts';
import type { Part } from '../part.ts';
import { COMMON, LICENCES } from '../releases.ts';
import { oneProgramImage } from './one-program-image.ts';

export const flannel: Part = {
  name: 'flannel',
  followsKubernetes: true,
  prepare: async (choice, workshop, signal) => {
    const version = COMMON.flannel;
    return await oneProgramImage(
      {
        module: {
          folder: 'flannel',
          name: 'flannel',
          version,
          source: `github.com/flannel-io/flannel@v${version}`,
          licence: LICENCES.flannel,
          provenance: 'go-modules',
          programs: { flanneld: 'github.com/flannel-io/flannel' },
          tags: ['netgo', 'osusergo'],
          ldflags: ['-X', `github.com/flannel-io/flannel/pkg/version.Version=v${version}`],
          // Its UDP backend is written in C.
          cgo: true,
        },
        image: {
          name: `ghcr.io/flannel-io/flannel:v${version}`,
          version,
          path: 'opt/bin/flanneld',
          entrypoint: ['/opt/bin/flanneld'],
        },
        coldSeconds: 49,
        below: {
          inputs: await netfilterInputs(choice),
          about: aboutNetfilter(choice),
          write: (out, onProgress, ended) => netfilterLayer(out, choice, workshop, onProgress, ended),
        },
      },
      choice,
      signal,
    );
  },
};

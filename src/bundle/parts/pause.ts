/** The part `pause`: our own program under the name and version that kubeadm expects. */
import type { Part } from '../part.ts';
import { releaseOf } from '../releases.ts';
import { oneProgramImage } from './one-program-image.ts';

export const pause: Part = {
  name: 'pause',
  followsKubernetes: true,
  prepare: async (choice, _workshop, signal) => {
    const version = releaseOf(choice.kubernetes!).pause;
    return await oneProgramImage(
      {
        module: {
          folder: 'pause',
          name: 'pause',
          version,
          source: 'upstream/pause',
          licence: 'Apache-2.0',
          provenance: 'barque',
          programs: { pause: '.' },
        },
        image: { name: `registry.k8s.io/pause:${version}`, version, path: 'pause', entrypoint: ['/pause'] },
        coldSeconds: 10,
      },
      choice,
      signal,
    );
  },
};

/** The part `probe`: barque-probe, as a program for hosts and as an image for pods. */
import { buildModule, prepareModule, programPath, type UpstreamModule } from '../go/module.ts';
import { blobFiles, writeImage } from '../images/image.ts';
import { programLayer } from '../images/program-image.ts';
import type { Part } from '../part.ts';

const module: UpstreamModule = {
  folder: 'barque-probe',
  name: 'barque-probe',
  /** Raised with every change of what it answers. */
  version: '0.1.0',
  source: 'upstream/barque-probe',
  licence: 'Apache-2.0',
  provenance: 'barque',
  programs: { 'barque-probe': '.' },
};

export const probe: Part = {
  name: 'probe',
  followsKubernetes: false,
  async prepare(choice, _workshop, signal) {
    const prepared = await prepareModule(module, choice.architecture, signal);
    return {
      subject: `barque-probe ${module.version}`,
      inputs: { prepared: prepared.inputs, recipe: 1 },
      coldSeconds: 20,
      async build(out, _onProgress, ended) {
        const programs = await buildModule(prepared, out, () => {}, ended);
        const layer = await programLayer(out, { 'barque-probe': programPath(module, 'barque-probe') }, ended);
        const image = await writeImage(
          out,
          {
            name: `barque.invalid/barque-probe:v${module.version}`,
            layers: [layer],
            entrypoint: ['/barque-probe'],
            command: ['serve'],
          },
          choice.architecture,
          ended,
        );
        const { name, version, source, licence, provenance } = module;
        const blobs = blobFiles([image], { name, version, source, licence, provenance });
        return { files: [...programs, ...blobs], images: [image] };
      },
    };
  },
};

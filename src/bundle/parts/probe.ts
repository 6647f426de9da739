/** The part `probe`: barque-probe, as a program for hosts and as an image for pods. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { goBuild } from '../go/build.ts';
import { goToolchain } from '../go/toolchain.ts';
import { digestOfModule, upstreamFolder } from '../go/upstream.ts';
import { blobFiles, writeImage, writeLayer } from '../images/image.ts';
import type { Part } from '../part.ts';

/** Raised with every change of what it answers. */
const VERSION = '0.1.0';

export const probe: Part = {
  name: 'probe',
  followsKubernetes: false,
  async prepare(choice, _workshop, signal) {
    const folder = upstreamFolder('barque-probe');
    const toolchain = await goToolchain(folder, choice.architecture, signal);
    const subject = `barque-probe ${VERSION}`;
    return {
      subject,
      inputs: {
        version: VERSION,
        module: await digestOfModule(folder),
        go: toolchain.version,
        env: toolchain.env,
        recipe: 1,
      },
      coldSeconds: 20,
      async build(out, _onProgress, ended) {
        const path = 'programs/barque-probe/barque-probe';
        const program = join(out, path);
        await goBuild(toolchain, { subject, folder }, { package: '.', out: program }, ended);
        const content = { file: program, size: (await stat(program)).size };
        const layer = await writeLayer(
          out,
          [{ is: 'file', path: 'barque-probe', mode: 0o755, content }],
          ended,
        );
        const image = await writeImage(
          out,
          {
            name: `barque.invalid/barque-probe:v${VERSION}`,
            layers: [layer],
            entrypoint: ['/barque-probe'],
            command: ['serve'],
          },
          choice.architecture,
          ended,
        );
        const about = {
          name: 'barque-probe',
          version: VERSION,
          source: 'upstream/barque-probe',
          licence: 'Apache-2.0',
          provenance: 'barque',
        } as const;
        return {
          files: [{ ...about, path, kind: 'program' }, ...blobFiles([image], about)],
          images: [image],
        };
      },
    };
  },
};

/** The part `etcd`: the server as an image, its tools as programs too, for restores while no container runs. */
import { buildModule, prepareModule, programPath, type UpstreamModule } from '../go/module.ts';
import { blobFiles, writeImage } from '../images/image.ts';
import { programLayer } from '../images/program-image.ts';
import type { Part } from '../part.ts';
import { LICENCES, releaseOf } from '../releases.ts';

export const etcd: Part = {
  name: 'etcd',
  followsKubernetes: true,
  async prepare(choice, _workshop, signal) {
    const release = releaseOf(choice.kubernetes!);
    const { version, imageTag } = release.etcd;
    const module: UpstreamModule = {
      folder: release.modules.etcd,
      name: 'etcd',
      version,
      source: `go.etcd.io/etcd@v${version}`,
      licence: LICENCES.etcd,
      provenance: 'go-modules',
      programs: {
        etcd: 'go.etcd.io/etcd/server/v3',
        etcdctl: 'go.etcd.io/etcd/etcdctl/v3',
        etcdutl: 'go.etcd.io/etcd/etcdutl/v3',
      },
    };
    const prepared = await prepareModule(module, choice.architecture, signal);
    return {
      subject: `etcd ${version}`,
      inputs: { prepared: prepared.inputs, imageTag, recipe: 1 },
      coldSeconds: 90,
      async build(out, onProgress, ended) {
        let done = 0;
        const programs = await buildModule(prepared, out, () => onProgress(++done, 3, 'programs'), ended);
        const layer = await programLayer(
          out,
          Object.fromEntries(
            Object.keys(module.programs).map(file => [`usr/local/bin/${file}`, programPath(module, file)]),
          ),
          ended,
        );
        const image = await writeImage(
          out,
          { name: `registry.k8s.io/etcd:${imageTag}`, layers: [layer] },
          choice.architecture,
          ended,
        );
        const about = {
          name: 'etcd',
          version: imageTag,
          source: module.source,
          licence: module.licence,
        } as const;
        return {
          files: [...programs, ...blobFiles([image], { ...about, provenance: 'go-modules' })],
          images: [image],
        };
      },
    };
  },
};

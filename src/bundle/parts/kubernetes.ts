/** The part `kubernetes`: all of its programs in one, as a program for hosts and as the control plane's images. */
import { buildModule, prepareModule, programPath, type UpstreamModule } from '../go/module.ts';
import { blobPath } from '../images/blob.ts';
import { blobFiles, writeImage } from '../images/image.ts';
import { aboutNetfilter, netfilterInputs, netfilterLayer } from '../images/netfilter-layer.ts';
import { programLayer } from '../images/program-image.ts';
import type { Part } from '../part.ts';
import { LICENCES, releaseOf } from '../releases.ts';

/** Names by which hyperkube is called inside images; each of them is an image's name too. */
const IN_IMAGES = ['kube-apiserver', 'kube-controller-manager', 'kube-proxy', 'kube-scheduler'] as const;

export const kubernetes: Part = {
  name: 'kubernetes',
  followsKubernetes: true,
  async prepare(choice, workshop, signal) {
    const release = releaseOf(choice.kubernetes!);
    const version = release.kubernetes;
    const module: UpstreamModule = {
      folder: release.modules.kubernetes,
      name: 'kubernetes',
      version,
      source: `k8s.io/kubernetes@v${version}`,
      licence: LICENCES.kubernetes,
      provenance: 'go-modules',
      programs: { hyperkube: '.' },
      // Without the cloud providers that used to live in Kubernetes itself.
      tags: ['providerless'],
      ldflags: stampOf(version),
    };
    const prepared = await prepareModule(module, choice.architecture, signal);
    return {
      subject: `kubernetes ${version}`,
      inputs: { prepared: prepared.inputs, netfilter: await netfilterInputs(choice), recipe: 2 },
      coldSeconds: 360,
      async build(out, onProgress, ended) {
        const programs = await buildModule(prepared, out, () => {}, ended);
        const hyperkube = await programLayer(
          out,
          { 'usr/local/bin/hyperkube': programPath(module, 'hyperkube') },
          ended,
          Object.fromEntries([...IN_IMAGES, 'kubectl'].map(name => [`usr/local/bin/${name}`, 'hyperkube'])),
        );
        const netfilter = await netfilterLayer(out, choice, workshop, onProgress, ended);
        const images = [];
        for (const name of IN_IMAGES) {
          // The big layer lowest, so that a host unpacks it once for all of them.
          const layers = name === 'kube-proxy' ? [hyperkube, netfilter] : [hyperkube];
          const spec = { name: `registry.k8s.io/${name}:v${version}`, layers };
          images.push(await writeImage(out, spec, choice.architecture, ended));
        }
        const { source, licence } = module;
        const blobs = blobFiles(images, {
          name: 'kubernetes',
          version,
          source,
          licence,
          provenance: 'go-modules',
        });
        return {
          files: [
            ...programs,
            ...blobs.map(blob =>
              blob.path === blobPath(netfilter.sha256) ? { ...blob, ...aboutNetfilter(choice) } : blob,
            ),
          ],
          images,
        };
      },
    };
  },
};

/** What `kubectl version` and kubeadm's comparisons read; the date is fixed so that the same input gives the same bytes. */
function stampOf(version: string): string[] {
  const [major, minor] = version.split('.');
  const stamp = {
    gitVersion: `v${version}`,
    gitMajor: major!,
    gitMinor: minor!,
    gitTreeState: 'clean',
    gitCommit: 'unknown',
    buildDate: '1970-01-01T00:00:00Z',
  };
  return Object.entries(stamp).flatMap(([name, value]) => [
    '-X',
    `k8s.io/component-base/version.${name}=${value}`,
  ]);
}

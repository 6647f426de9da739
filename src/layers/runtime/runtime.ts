/** The layer `runtime`: containerd with the images of the bundle, and the programs of Kubernetes, on every node. */
import { BarqueError } from '../../base/errors.ts';
import { imageOf } from '../../plan/bundle-contents.ts';
import { type DesiredChange, type DesiredStep, filePut, unitLoad } from '../../plan/desired.ts';
import type { KubernetesSpec } from '../../spec/resolved.ts';
import type { Layer, LayerInput } from '../layer.ts';
import { containerdRuns, kubernetesReady, packagesReady, runtimeReady } from '../milestones.ts';
import { proxyVariables } from '../proxy.ts';
import { isNode } from '../roles.ts';
import { turnOf } from '../rolling.ts';
import { HOOK, HOOK_PATH } from '../unit-loaded.ts';
import {
  CNI_TEMPLATE,
  CONTAINERD_CONFIG,
  CONTAINERD_UNIT,
  cniTemplate,
  containerdConfig,
  containerdUnit,
  REGISTRIES,
  registryFiles,
} from './containerd.ts';
import { imagesFor, PAUSE } from './images.ts';
import { programFolder, programStep } from './programs.ts';

type HostOf = LayerInput['hosts'][number];

export const RUNTIME: Layer = {
  name: 'runtime',
  changes: input => {
    const { kubernetes } = input.spec;
    if (kubernetes === null) return [];
    return input.hosts
      .filter(({ host }) => isNode(input.spec, host))
      .flatMap(own => changesOf(input, kubernetes, own));
  },
};

function changesOf(input: LayerInput, kubernetes: KubernetesSpec, own: HostOf): DesiredChange[] {
  const { name, roles } = own.host;
  const etcd = { etcdctl: 'etcdctl', etcdutl: 'etcdutl' };
  return [
    {
      id: `${name}/runtime`,
      host: name,
      steps: containerdSteps(input, kubernetes, own),
      // dpkg syncs each file: beside what writes much it took 30 to 60 s instead of 9.
      needs: [packagesReady(name), ...turnOf(input, own, containerdRuns)],
      gives: [containerdRuns(name)],
    },
    {
      id: `${name}/images`,
      host: name,
      steps: [imageStep(input, kubernetes, own)],
      needs: [containerdRuns(name)],
      gives: [runtimeReady(name)],
    },
    {
      id: `${name}/kubernetes`,
      host: name,
      steps: [
        programStep(input, 'kubernetes', {
          kubeadm: 'hyperkube',
          kubelet: 'hyperkube',
          kubectl: 'hyperkube',
        }),
        ...(roles.includes('control-plane') ? [programStep(input, 'etcd', etcd, Object.keys(etcd))] : []),
      ],
      needs: [packagesReady(name)],
      gives: [kubernetesReady(name)],
    },
  ];
}

function containerdSteps(input: LayerInput, kubernetes: KubernetesSpec, own: HostOf): DesiredStep[] {
  const { spec, bundle } = input;
  const folder = programFolder(bundle, 'containerd');
  const pause = imageOf(bundle, PAUSE).name;
  const content = containerdConfig(kubernetes, { pause, cniFolder: programFolder(bundle, 'cni-plugins') });
  const registries = kubernetes.registries.flatMap(registryFiles);
  const config = filePut('config', { path: CONTAINERD_CONFIG, content });
  const unit = filePut('unit', {
    path: CONTAINERD_UNIT,
    content: containerdUnit(folder, proxyVariables(spec)),
  });
  return [
    programStep(input, 'containerd', { containerd: 'containerd', ctr: 'ctr' }),
    programStep(input, 'runc', { runc: 'runc' }),
    programStep(input, 'cni-plugins', {}),
    filePut('hook', { path: HOOK_PATH, content: HOOK, mode: '0755' }),
    ...registries.map(({ id, ...file }) => filePut(id, file)),
    // containerd reads them at each pull: one that was taken out of the file must not be asked any more.
    {
      id: 'registries',
      verb: { do: 'folder.keep', folder: REGISTRIES, keep: registries.map(({ path }) => path) },
    },
    ...(kubernetes.plugin === 'flannel'
      ? [filePut('network', { path: CNI_TEMPLATE, content: cniTemplate(mtuOf(own)) })]
      : []),
    config,
    unit,
    unitLoad('load', 'containerd.service', { config: config.verb, settings: unit.verb, reloads: false }),
  ];
}

function imageStep({ bundle, spec }: LayerInput, kubernetes: KubernetesSpec, { host }: HostOf): DesiredStep {
  return {
    id: 'import',
    verb: {
      do: 'image.import',
      images: imagesFor(bundle, kubernetes, host),
      onHost: spec.bundle.onHosts,
    },
    // Before containerd runs nobody can tell which images there are.
    decidedBy: `${host.name}/runtime/load`,
  };
}

function mtuOf({ host, facts }: HostOf): number {
  if (facts.mtu !== null) return facts.mtu;
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'find the MTU of the node’s interface',
    where: host.name,
    cameBack: `no interface of the host has the address ${host.nodeAddress}`,
    next: 'Correct its address or nodeAddress in the file.',
  });
}

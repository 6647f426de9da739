/** The layer `network`: what carries pods’ packets, and the cluster’s DNS, as one set of objects. */
import { digestOfText } from '../../base/digest.ts';
import { BarqueError } from '../../base/errors.ts';
import { printKubernetesYaml, readKubernetesYaml } from '../../base/kubernetes-yaml.ts';
import type { ResolvedHost, ResolvedSpec } from '../../spec/resolved.ts';
import type { Layer, LayerInput } from '../layer.ts';
import { apiserverReady, clusterReady, joined, objectsApplied } from '../milestones.ts';
import { isControlPlane, isNode, isWorker } from '../roles.ts';
import { controlPlanesOf } from '../seat.ts';
import { coredns } from './coredns.ts';
import { flannel } from './flannel.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

/** `barque.dev/set` of what this layer applies. */
const SET = 'network';

export const NETWORK: Layer = {
  name: 'network',
  changes: input => {
    const planes = controlPlanesOf(input);
    const { kubernetes } = input.spec;
    if (planes === null || kubernetes === null) return [];
    const nodes = input.spec.hosts.filter(host => isNode(input.spec, host) && takesPods(host)).length;
    const objects = [
      ...pluginObjects(input, kubernetes),
      ...coredns(kubernetes, imageOf(input, 'coredns/coredns'), nodes),
    ];
    const content = printKubernetesYaml(objects.map(labelled));
    const seat = planes.seat;
    return [
      {
        id: `${seat}/objects`,
        host: seat,
        steps: [
          {
            id: 'apply',
            content,
            verb: { do: 'object.apply', set: SET, blob: digestOfText(content), kinds: kindsOf(objects) },
            decidedBy: `${seat}/controlplane/kubeadm`,
          },
        ],
        needs: [clusterReady(), ...newcomersThere(input)],
        gives: [objectsApplied()],
      },
    ];
  },
};

/** Whether pods go there that tolerate nothing of what a person may write; a control plane's own taint DNS tolerates. */
function takesPods({ taints }: ResolvedHost): boolean {
  return taints.every(({ effect }) => effect === 'PreferNoSchedule');
}

/** Pods that are placed anew because the cluster grows must find the hosts to go to; a creation waits for nobody. */
function newcomersThere({ hosts }: LayerInput): string[] {
  if (hosts.every(({ facts }) => facts.record === null)) return [];
  const newcomers = hosts.filter(({ facts }) => facts.record === null);
  return newcomers.flatMap(each =>
    isWorker(each) ? [joined(each.host.name)] : isControlPlane(each) ? [apiserverReady(each.host.name)] : [],
  );
}

function pluginObjects(
  input: LayerInput,
  kubernetes: NonNullable<ResolvedSpec['kubernetes']>,
): KubernetesObject[] {
  switch (kubernetes.plugin) {
    case 'flannel':
      return flannel(kubernetes, input.spec.endpoint, imageOf(input, 'flannel-io/flannel'));
    case 'manifests':
      return kubernetes.manifests.flatMap(({ content }) =>
        readKubernetesYaml(content)
          .map(document => document.toJS() as KubernetesObject | null)
          .filter(object => object !== null),
      );
    case 'none':
      return [];
  }
}

/** Full name of the image in the bundle; throws configuration when the bundle has none of that name. */
function imageOf({ bundle }: LayerInput, name: string): string {
  const found = bundle.images.find(image => image.name.includes(`/${name}:`));
  if (found !== undefined) return found.name;
  throw new BarqueError({
    domain: 'configuration',
    attempted: `find the image ${name} in the bundle`,
    cameBack: 'it is not there',
    next: 'barque bundle build --kubernetes VERSION',
  });
}

function labelled(object: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: { ...metadata, labels: { ...metadata.labels, 'barque.dev/set': SET } },
  };
}

/** As kubectl names them: `daemonset.apps`, `serviceaccount`. */
function kindsOf(objects: readonly KubernetesObject[]): string[] {
  const names = objects.map(({ apiVersion, kind }) => {
    const [group, version] = apiVersion.split('/');
    return version === undefined ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
  });
  return [...new Set(names)].sort();
}

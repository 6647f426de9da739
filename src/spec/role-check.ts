/** What goes with which role: nothing is accepted that nobody would read, and nothing that Kubernetes owns. */
import { DEFAULTS } from './defaults.ts';
import type { Problem } from './diagnostic.ts';
import type { Path, SpecDocument } from './document.ts';
import type { Role } from './resolved.ts';
import { pathWords } from './schema-problems.ts';
import { list, member } from './written.ts';

/** Labels that kubelet and kubeadm set (Kubernetes: well-known labels). */
const OWN_LABELS =
  /^(?:(?:beta\.)?kubernetes\.io\/(?:hostname|os|arch)|node-role\.kubernetes\.io\/control-plane)$/;
/** Taints that controllers and kubeadm set and take away (Kubernetes: well-known taints). */
const OWN_TAINTS =
  /^(?:node\.kubernetes\.io|node\.cloudprovider\.kubernetes\.io)\/|^node-role\.kubernetes\.io\/control-plane$/;

const ROLES: readonly unknown[] = ['control-plane', 'worker', 'load-balancer'] satisfies Role[];

/** What only a cluster of Kubernetes has; each is a path below spec. */
const FOR_KUBERNETES: readonly Path[] = [
  ['endpoint', 'names'],
  ['kubernetes'],
  ['network'],
  ['registries'],
  ['overrides', 'containerd'],
  ['overrides', 'kubelet'],
  ['overrides', 'kubeProxy'],
  ['overrides', 'ignorePreflightErrors'],
];
/** What only balancers in front of other servers have. */
const FOR_OTHER_SERVERS: readonly Path[] = [
  ['loadBalancer', 'backends'],
  ['loadBalancer', 'backendCa'],
];

export function roleProblems(document: SpecDocument): Problem[] {
  const spec = member(document.value, 'spec');
  const hosts = list(member(spec, 'hosts'));
  const problems: Problem[] = [];
  const say = (summary: string, detail: string, path: Path, at: 'key' | 'value', help = '') =>
    problems.push({ summary, detail, help, place: document.place(path, at) });

  const kubernetes = hosts.some(host => hasRole(host, 'control-plane'));
  // Where a role cannot be read, it may be the one that seems to be missing.
  const isWithout = !kubernetes && hosts.length > 0 && hosts.every(isReadable);
  for (const path of kubernetes ? FOR_OTHER_SERVERS : isWithout ? FOR_KUBERNETES : []) {
    if (path.reduce<unknown>((at, key) => member(at, String(key)), spec) === undefined) continue;
    const whole: Path = ['spec', ...path];
    if (kubernetes) {
      say(
        'This does not go with control planes',
        `${pathWords(whole)}: the endpoint stands in front of the control planes, with a CA of their own.`,
        whole,
        'key',
        'leave it out',
      );
    } else {
      say(
        'Nobody would read this',
        `${pathWords(whole)} is for Kubernetes, and no host has the role control-plane.`,
        whole,
        'key',
        'give a host the role control-plane, or leave it out',
      );
    }
  }
  for (const [at, host] of hosts.entries()) {
    const path: Path = ['spec', 'hosts', at];
    if (isWithout && hasRole(host, 'worker')) {
      say(
        'A worker needs a control plane',
        `${pathWords(path)} is a worker, and no host has the role control-plane.`,
        [...path, 'roles'],
        'value',
        'give one, three or five hosts the role control-plane',
      );
    }
    const isNode = hasRole(host, 'control-plane') || hasRole(host, 'worker');
    for (const key of ['labels', 'taints', 'nodeAddress']) {
      if (isNode || !isReadable(host) || member(host, key) === undefined) continue;
      say(
        'Nobody would read this',
        `${pathWords(path)} is no node of Kubernetes and has no ${key}.`,
        [...path, key],
        'key',
        'leave it out',
      );
    }
    const labels = member(host, 'labels');
    for (const key of labels !== null && typeof labels === 'object' ? Object.keys(labels) : []) {
      if (!OWN_LABELS.test(key)) continue;
      say('This label is Kubernetes’ own', `${key} is set by Kubernetes.`, [...path, 'labels', key], 'key');
    }
    problems.push(...taintProblems(list(member(host, 'taints')), [...path, 'taints'], document));
  }
  problems.push(...pluginProblems(member(spec, 'network'), document));
  return problems;
}

function taintProblems(taints: readonly unknown[], path: Path, document: SpecDocument): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const [at, taint] of taints.entries()) {
    const key = member(taint, 'key');
    if (typeof key !== 'string') continue;
    const place = document.place([...path, at, 'key'], 'value');
    if (OWN_TAINTS.test(key)) {
      problems.push({
        summary: 'This taint is Kubernetes’ own',
        detail: `${key} is set and taken away by Kubernetes.`,
        help: '',
        place,
      });
    }
    const effect = member(taint, 'effect');
    const both = `${key}:${String(effect)}`;
    if (seen.has(both)) {
      problems.push({
        summary: 'This taint is listed twice',
        detail: `${both} stands above.`,
        help: 'a node has one taint of one key and effect',
        place,
      });
    }
    seen.add(both);
  }
  return problems;
}

function pluginProblems(network: unknown, document: SpecDocument): Problem[] {
  const plugin = member(network, 'plugin') ?? DEFAULTS.plugin;
  const manifests = member(network, 'manifests');
  if (plugin === 'manifests' && manifests === undefined) {
    return [
      {
        summary: 'The manifests are missing',
        detail: 'plugin: manifests applies files of yours, and none is named.',
        help: 'manifests: [calico.yaml]',
        place: document.place(['spec', 'network', 'plugin'], 'value'),
      },
    ];
  }
  if (plugin !== 'manifests' && manifests !== undefined) {
    return [
      {
        summary: 'Nobody would read these manifests',
        detail: `They are applied with plugin: manifests; here it is ${String(plugin)}.`,
        help: 'plugin: manifests',
        place: document.place(['spec', 'network', 'manifests'], 'key'),
      },
    ];
  }
  return [];
}

/** A list of nothing but roles. */
function isReadable(host: unknown): boolean {
  const roles = member(host, 'roles');
  return Array.isArray(roles) && roles.every(role => ROLES.includes(role));
}

function hasRole(host: unknown, role: string): boolean {
  return list(member(host, 'roles')).includes(role);
}

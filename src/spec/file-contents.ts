/** What is wrong in the files that a cluster's file names, each by the rules of the program that reads it. */
import { X509Certificate } from 'node:crypto';
import { messageOf } from '../base/errors.ts';
import { readKubernetesYaml } from '../base/kubernetes-yaml.ts';
import type { Problem } from './diagnostic.ts';
import type { SpecDocument } from './document.ts';
import { type FileFound, type FilesFound, type FileUse, foundKey, namedFiles } from './named-files.ts';
import type { NamedText } from './resolved.ts';

/** Every problem, at the place where the file is named. */
export function fileProblems(document: SpecDocument, found: FilesFound): Problem[] {
  return namedFiles(document.value).flatMap(named => {
    const file = found.get(foundKey(named));
    const wrong = wrongIn(named.use, named.file, file ?? { is: 'not', why: 'it was not read' });
    if (wrong.length === 0) return [];
    return { ...WORDS[named.use], detail: wrong.join('\n'), place: document.place(named.path, 'value') };
  });
}

/** kubeadm's names of what can be patched (kubeadm: customizing components with patches). */
const PATCH_TARGETS = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
  'kubeletconfiguration',
  'corednsdeployment',
] as const;

/** Barque's own patches: of a new member's peers, and of the kubelet of a control plane. Files of these names would be overwritten. */
export const MEMBERS_PATCH = 'etcd0+json.json';
export const CONTROL_PLANE_KUBELET_PATCH = 'kubeletconfiguration0+merge.json';

const PATCH_TYPES = ['strategic', 'merge', 'json'];

const WORDS: Readonly<Record<FileUse, { summary: string; help: string }>> = {
  certificates: { summary: 'This CA cannot be used', help: 'a PEM file with certificates' },
  'kubeadm-patches': {
    summary: 'These patches cannot be used',
    help: `a folder with files such as kube-apiserver0+strategic.yaml; what can be patched: ${PATCH_TARGETS.join(', ')}`,
  },
  manifest: { summary: 'This manifest cannot be used', help: 'a YAML file with Kubernetes objects' },
  haproxy: {
    summary: 'This patch cannot be used',
    help: 'a part of a haproxy.cfg: sections and directives',
  },
  keepalived: { summary: 'This patch cannot be used', help: 'a part of a keepalived.conf: blocks and lines' },
};

function wrongIn(use: FileUse, name: string, found: FileFound): string[] {
  if (found.is === 'not') return [`${name}: ${found.why}.`];
  if (use === 'kubeadm-patches') {
    if (found.is !== 'folder') return [`${name} is no folder.`];
    if (found.files.length === 0) return [`${name} holds no file.`];
    return found.files.flatMap(patchProblems);
  }
  if (found.is === 'folder') return [`${name} is a folder.`];
  if (use === 'certificates') return certificateProblems(name, found.text);
  if (use === 'manifest') return manifestProblems(name, found.text);
  if (found.text.trim() === '') return [`${name} is empty.`];
  return found.wrong.map(each => `${name}, ${each}`);
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

function certificateProblems(name: string, text: string): string[] {
  if (/PRIVATE KEY/.test(text)) return [`${name} holds a private key, which must not leave its place.`];
  const certificates = text.match(PEM) ?? [];
  if (certificates.length === 0) return [`${name} holds no certificate.`];
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch (error) {
    return [`${name} holds a certificate that cannot be read: ${messageOf(error)}.`];
  }
  return [];
}

/** Nothing but the certificates, each ended by a newline. */
export function certificatesOf(text: string): string {
  return `${(text.match(PEM) ?? []).join('\n').replaceAll('\r\n', '\n')}\n`;
}

/** TARGET[SUFFIX][+TYPE].EXTENSION; kubeadm passes over what it does not know, and a wish would be forgotten. */
const PATCH_NAME = new RegExp(`^(${PATCH_TARGETS.join('|')})([A-Za-z0-9_-]*)(?:\\+([^.]*))?\\.(yaml|json)$`);

function patchProblems({ name, content }: NamedText): string[] {
  const match = PATCH_NAME.exec(name);
  if (match === null) return [`${name} is not named as kubeadm wants it.`];
  if (name === MEMBERS_PATCH || name === CONTROL_PLANE_KUBELET_PATCH)
    return [`${name} is a name of Barque’s own; ${name.replace('0', '1')} is free.`];
  const type = match[3] ?? 'strategic';
  if (!PATCH_TYPES.includes(type)) return [`${name}: + is followed by one of ${PATCH_TYPES.join(', ')}.`];
  const { values, wrong } = documentsOf(name, content);
  if (wrong.length > 0) return wrong;
  if (values.length === 0) return [`${name} is empty.`];
  const isRight = type === 'json' ? Array.isArray : isMap;
  return values.every(isRight)
    ? []
    : [`${name}: a patch of the type ${type} is ${type === 'json' ? 'a list' : 'a map'}.`];
}

function manifestProblems(name: string, text: string): string[] {
  const { values, wrong } = documentsOf(name, text);
  if (wrong.length > 0) return wrong;
  if (values.length === 0) return [`${name} is empty.`];
  const isObject = (value: unknown) =>
    isMap(value) &&
    isMap(value['metadata']) &&
    [value['apiVersion'], value['kind'], value['metadata']['name']].every(
      word => typeof word === 'string' && word !== '',
    );
  const at = values.findIndex(value => !isObject(value));
  return at === -1
    ? []
    : [`${name}: object ${at + 1} of ${values.length} has no apiVersion, kind or metadata.name.`];
}

/** Documents that hold something; JSON is YAML. */
function documentsOf(name: string, text: string): { values: unknown[]; wrong: string[] } {
  const documents = readKubernetesYaml(text);
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) return { values: [], wrong: [`${name}: ${firstLine(error.message)}.`] };
  try {
    return { values: documents.map(each => each.toJS() as unknown).filter(each => each !== null), wrong: [] };
  } catch (cannot) {
    // An alias of what is not there, or a merge of what is no map.
    return { values: [], wrong: [`${name}: ${firstLine(messageOf(cannot))}.`] };
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function firstLine(message: string): string {
  return message.split('\n')[0]!.replace(/[:.]$/, '');
}

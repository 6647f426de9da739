/** The files that a cluster's file names: what has to be read before it can be checked. */

import type { Path } from './document.ts';
import type { NamedText } from './resolved.ts';
import { list, member } from './written.ts';

/** What a file is for, which decides how its text is checked. */
export type FileUse = 'certificates' | 'kubeadm-patches' | 'manifest' | 'haproxy' | 'keepalived';

export interface NamedFile {
  /** Where it is named. */
  path: Path;
  /** As it is written there. */
  file: string;
  use: FileUse;
}

/** What reading brought. */
export type FileFound =
  /** `wrong`: what the reader of such files says about the text, each a sentence. */
  | { is: 'text'; text: string; wrong: readonly string[] }
  | { is: 'folder'; files: readonly NamedText[] }
  | { is: 'not'; why: string };

export type FilesFound = ReadonlyMap<string, FileFound>;

/** Key of a named file among those that were found. */
export function foundKey({ file, use }: Pick<NamedFile, 'file' | 'use'>): string {
  return `${use} ${file}`;
}

/** Every file that is named, also where the rest is wrong; nothing for what is no text. */
export function namedFiles(root: unknown): NamedFile[] {
  const spec = member(root, 'spec');
  const balancer = member(spec, 'loadBalancer');
  const at = (value: unknown, use: FileUse, ...path: (string | number)[]): NamedFile[] =>
    typeof value === 'string' && value !== '' ? [{ path: ['spec', ...path], file: value, use }] : [];
  const patches = member(balancer, 'patches');
  return [
    ...at(member(balancer, 'backendCa'), 'certificates', 'loadBalancer', 'backendCa'),
    ...(['haproxy', 'keepalived'] as const).flatMap(program =>
      at(member(patches, program), program, 'loadBalancer', 'patches', program),
    ),
    ...at(member(member(spec, 'kubernetes'), 'patches'), 'kubeadm-patches', 'kubernetes', 'patches'),
    ...list(member(member(spec, 'network'), 'manifests')).flatMap((each, index) =>
      at(each, 'manifest', 'network', 'manifests', index),
    ),
    ...list(member(spec, 'registries')).flatMap((each, index) =>
      at(member(each, 'ca'), 'certificates', 'registries', index, 'ca'),
    ),
  ];
}

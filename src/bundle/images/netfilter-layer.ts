/** The layer below kube-proxy and flannel: nft, iptables and conntrack of the locked Debian packages. */
import { withLockedFiles } from '../apt/locked-files.ts';
import type { Choice, MadeFile, OnProgress, Workshop } from '../part.ts';
import type { Blob } from './blob.ts';
import { debianFiles, tripletOf } from './debian-files.ts';
import { writeLayer } from './image.ts';
import type { TarEntry } from './tar.ts';

/** One program by many names: iptables-nft. The kernel's old iptables is nobody's choice for a new cluster. */
const XTABLES_NAMES = [
  'iptables',
  'iptables-restore',
  'iptables-save',
  'ip6tables',
  'ip6tables-restore',
  'ip6tables-save',
];

export async function netfilterLayer(
  out: string,
  choice: Choice,
  workshop: Workshop,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Blob> {
  return await withLockedFiles(choice, workshop, 'image', onProgress, signal, async unpacked => {
    const files = await debianFiles(
      unpacked,
      ['sbin/nft', 'sbin/xtables-nft-multi', 'sbin/conntrack'],
      [`lib/${tripletOf(choice.architecture)}/xtables`],
      choice.architecture,
    );
    const names = XTABLES_NAMES.map(
      (name): TarEntry => ({ is: 'link', path: `usr/sbin/${name}`, to: 'xtables-nft-multi' }),
    );
    // Programs expect a place for temporary files and locks.
    const folders: TarEntry[] = [
      { is: 'folder', path: 'tmp', mode: 0o1777 },
      { is: 'folder', path: 'run', mode: 0o755 },
    ];
    return await writeLayer(out, [...files, ...names, ...folders], signal);
  });
}

/** What bundle.json says about that layer; licences are those of the packages' copyright files. */
export function aboutNetfilter(choice: Choice): Omit<MadeFile, 'path' | 'kind'> {
  return {
    name: 'netfilter',
    version: choice.distribution,
    source: 'debian packages of the lock: nftables, iptables, conntrack and their libraries',
    licence: 'GPL-2, GPL-2+, LGPL-2.1+ and others',
    provenance: 'debian',
  };
}

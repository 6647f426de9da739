/** The layer below kube-proxy and flannel: nft, iptables and conntrack of the locked Debian packages. */
import { lockedInputs, withLockedFiles } from '../apt/locked-files.ts';
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

/**
 * Names of protocols (IANA, protocol numbers). Without them nft prints 6 for tcp, and kube-proxy, which reads back what it
 * has written, takes its own entries for somebody else's and deletes them: each second start left a node without Services.
 */
const PROTOCOLS = `icmp\t1\tICMP
tcp\t6\tTCP
udp\t17\tUDP
ipv6-icmp\t58\tIPv6-ICMP
sctp\t132\tSCTP
`;

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
    const protocols: TarEntry = {
      is: 'file',
      path: 'etc/protocols',
      mode: 0o644,
      content: Buffer.from(PROTOCOLS),
    };
    return await writeLayer(out, [...files, ...names, ...folders, protocols], signal);
  });
}

/** What the layer follows from: the locked packages, and what is written here. */
export async function netfilterInputs(choice: Choice) {
  return { packages: await lockedInputs(choice, 'image'), protocols: PROTOCOLS };
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

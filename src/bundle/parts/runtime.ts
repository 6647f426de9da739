/** The part `runtime`: containerd with its shim and ctr, runc, and the CNI plugins, as programs for hosts. */

import { join } from 'node:path';
import { digestOf, hexOf } from '../../base/digest.ts';
import { lockedInputs, withLockedFiles } from '../apt/locked-files.ts';
import { buildModule, prepareModule, type UpstreamModule } from '../go/module.ts';
import { upstreamFolder } from '../go/upstream.ts';
import { tripletOf } from '../images/debian-files.ts';
import type { MadeFile, Part } from '../part.ts';
import { COMMON, LICENCES } from '../releases.ts';

const CONTAINERD = 'github.com/containerd/containerd/v2';
const PLUGINS = 'github.com/containernetworking/plugins';

const containerd: UpstreamModule = {
  folder: 'containerd',
  name: 'containerd',
  version: COMMON.containerd,
  source: `${CONTAINERD}@v${COMMON.containerd}`,
  licence: LICENCES.containerd,
  provenance: 'go-modules',
  programs: Object.fromEntries(
    ['containerd', 'containerd-shim-runc-v2', 'ctr'].map(name => [name, `${CONTAINERD}/cmd/${name}`]),
  ),
  // Snapshotters that need C libraries or kernel features which no cluster of ours uses.
  tags: ['no_btrfs', 'no_devmapper', 'no_zfs', 'no_aufs'],
  ldflags: ['-X', `${CONTAINERD}/version.Version=v${COMMON.containerd}`],
};

const runc: UpstreamModule = {
  folder: 'runc',
  name: 'runc',
  version: COMMON.runc,
  source: `github.com/opencontainers/runc@v${COMMON.runc}`,
  licence: LICENCES.runc,
  provenance: 'go-modules',
  programs: { runc: 'github.com/opencontainers/runc' },
  // kubeadm's static pods ask for the RuntimeDefault seccomp profile, which a runc without seccomp refuses.
  tags: ['seccomp', 'netgo', 'osusergo'],
  cgo: true,
};

const cniPlugins: UpstreamModule = {
  folder: 'cni-plugins',
  name: 'cni-plugins',
  version: COMMON['cni-plugins'],
  source: `${PLUGINS}@v${COMMON['cni-plugins']}`,
  licence: LICENCES['cni-plugins'],
  provenance: 'go-modules',
  programs: Object.fromEntries(
    [
      'ipam/host-local',
      'main/bridge',
      'main/loopback',
      'meta/bandwidth',
      'meta/firewall',
      'meta/portmap',
      'meta/tuning',
    ].map(path => [path.split('/')[1]!, `${PLUGINS}/plugins/${path}`]),
  ),
  ldflags: ['-X', `${PLUGINS}/pkg/utils/buildversion.BuildVersion=v${COMMON['cni-plugins']}`],
};

const MODULES = [containerd, runc, cniPlugins];

export const runtime: Part = {
  name: 'runtime',
  followsKubernetes: true,
  async prepare(choice, workshop, signal) {
    const prepared = await Promise.all(
      MODULES.map(module => prepareModule(module, choice.architecture, signal)),
    );
    const libraries = await lockedInputs(choice, 'build');
    const total = MODULES.reduce((sum, { programs }) => sum + Object.keys(programs).length, 0);
    return {
      subject: `containerd ${containerd.version}, runc ${runc.version}, CNI plugins ${cniPlugins.version}`,
      inputs: {
        prepared: prepared.map(({ inputs }) => inputs),
        libraries,
        recipe: 1,
      },
      coldSeconds: 110,
      async build(out, onProgress, ended) {
        return await withLockedFiles(choice, workshop, 'build', onProgress, ended, async unpacked => {
          // Static libseccomp from the lock, so that this host needs none and its version is fixed.
          const cgo = {
            // Quoted for Go, which splits it at blanks.
            PKG_CONFIG: `'${join(upstreamFolder('runc'), 'pkg-config')}'`,
            C_INCLUDE_PATH: join(unpacked, 'usr/include'),
            LIBRARY_PATH: join(unpacked, 'usr/lib', tripletOf(choice.architecture)),
            // Go's build cache knows nothing of the headers; this tells it of other ones.
            CGO_CFLAGS: `-O2 -DBARQUE_LIBRARIES=${hexOf(digestOf(libraries)).slice(0, 16)}`,
          };
          const files: MadeFile[] = [];
          let done = 0;
          for (const one of prepared) {
            files.push(
              ...(await buildModule(one, out, () => onProgress(++done, total, 'programs'), ended, cgo)),
            );
          }
          return { files, images: [] };
        });
      },
    };
  },
};

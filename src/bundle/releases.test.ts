import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { upstreamFolder } from './go/upstream.ts';
import { COMMON, LICENCES, RELEASES, releaseOf } from './releases.ts';

const goMod = (folder: string) => readFileSync(join(upstreamFolder(folder), 'go.mod'), 'utf8');
const requires = (folder: string, module: string) =>
  new RegExp(`(?:^|\\s)${module.replaceAll('.', '\\.')} v(\\S+)`, 'm').exec(
    goMod(folder).split('replace')[0]!,
  )?.[1];

const MODULES = process.env['GOMODCACHE'] ?? join(process.env['GOPATH'] ?? join(homedir(), 'go'), 'pkg/mod');
const source = (module: string, path: string) => join(MODULES, module, path);

describe.each(RELEASES)('Kubernetes $kubernetes', release => {
  it('is what its go.mod requires, with the published modules of the same minor', () => {
    const folder = release.modules.kubernetes;
    expect(requires(folder, 'k8s.io/kubernetes')).toBe(release.kubernetes);
    const replaced = [...goMod(folder).matchAll(/(k8s\.io\/[a-z-]+) => (k8s\.io\/[a-z-]+) v(\S+)/g)];
    expect(replaced.length).toBeGreaterThan(20);
    for (const [, from, to, version] of replaced) {
      expect([from, version]).toEqual([to, release.kubernetes.replace(/^1\./, '0.')]);
    }
  });

  it('has etcd and coredns in the versions that their go.mod files require', () => {
    for (const program of ['server', 'etcdctl', 'etcdutl']) {
      expect(requires(release.modules.etcd, `go.etcd.io/etcd/${program}/v3`)).toBe(release.etcd.version);
    }
    expect(requires(release.modules.coredns, 'github.com/coredns/coredns')).toBe(release.coredns);
    expect(release.etcd.imageTag).toMatch(new RegExp(`^${release.etcd.version}-\\d+$`));
  });

  const constants = source(
    `k8s.io/kubernetes@v${release.kubernetes}`,
    'cmd/kubeadm/app/constants/constants.go',
  );
  it.skipIf(!existsSync(constants))(
    'agrees with the constants of its kubeadm (when its module is here)',
    () => {
      const text = readFileSync(constants, 'utf8');
      const constant = (name: string) => new RegExp(`\\b${name} = "([^"]+)"`).exec(text)?.[1];
      expect(constant('DefaultEtcdVersion')).toBe(release.etcd.imageTag);
      expect(constant('CoreDNSVersion')).toBe(`v${release.coredns}`);
      expect(constant('PauseVersion')).toBe(release.pause);
    },
  );

  it('is called by one main.go, the same for every minor', () => {
    const main = (folder: string) => readFileSync(join(upstreamFolder(folder), 'main.go'), 'utf8');
    expect(main(release.modules.kubernetes)).toBe(main(RELEASES[0]!.modules.kubernetes));
  });
});

describe('what is common to all releases', () => {
  it.each([
    ['containerd', 'github.com/containerd/containerd/v2'],
    ['runc', 'github.com/opencontainers/runc'],
    ['cni-plugins', 'github.com/containernetworking/plugins'],
    ['flannel', 'github.com/flannel-io/flannel'],
  ] as const)('%s is what its go.mod requires', (name, module) => {
    expect(requires(name, module)).toBe(COMMON[name]);
  });

  it('includes containerd 2, which kubelet 1.37 needs', () => {
    expect(COMMON.containerd).toMatch(/^2\./);
  });

  const licensed = [
    ['kubernetes', `k8s.io/kubernetes@v${RELEASES[0]!.kubernetes}`],
    ['etcd', `go.etcd.io/etcd/server/v3@v${RELEASES[0]!.etcd.version}`],
    ['coredns', `github.com/coredns/coredns@v${RELEASES[0]!.coredns}`],
    ['containerd', `github.com/containerd/containerd/v2@v${COMMON.containerd}`],
    ['runc', `github.com/opencontainers/runc@v${COMMON.runc}`],
    ['cni-plugins', `github.com/containernetworking/plugins@v${COMMON['cni-plugins']}`],
    ['flannel', `github.com/flannel-io/flannel@v${COMMON.flannel}`],
  ] as const;
  it.each(licensed.filter(([, module]) => existsSync(source(module, 'LICENSE'))))(
    'the licence of %s is the one in its module',
    (name, module) => {
      const text = readFileSync(source(module, 'LICENSE'), 'utf8');
      expect(LICENCES[name]).toBe('Apache-2.0');
      expect(text).toMatch(/Apache License\s+Version 2\.0/);
    },
  );
});

it('a release that is not in the table is refused with those that are', () => {
  expect(() => releaseOf('1.35.0')).toThrow(/1\.36\.3 and 1\.37\.2/);
});

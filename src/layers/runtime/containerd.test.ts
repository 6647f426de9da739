/** containerd's files: what is asked for is in them, and the real containerd reads them as they are meant. */
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { foldersOf } from '../../base/xdg.ts';
import type { KubernetesSpec } from '../../spec/resolved.ts';
import { cniTemplate, containerdConfig, containerdUnit, registryFiles } from './containerd.ts';

const KUBERNETES: KubernetesSpec = {
  version: null,
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.96.0.0/12',
  plugin: 'flannel',
  manifests: [],
  patches: [],
  registries: [],
  overrides: { containerd: {}, kubelet: {}, kubeProxy: {}, ignorePreflightErrors: [] },
};
const PLACES = { pause: 'registry.k8s.io/pause:3.10.2', cniFolder: '/opt/barque/cni-plugins/1.9.1' };
const OVERRIDDEN: KubernetesSpec = {
  ...KUBERNETES,
  overrides: {
    ...KUBERNETES.overrides,
    containerd: {
      plugins: {
        'io.containerd.cri.v1.runtime': {
          restrict_oom_score_adj: true,
          containerd: { runtimes: { runc: { options: { SystemdCgroup: false } } } },
        },
      },
    },
  },
};

/** The programs of a bundle that was built on this machine. */
const containerd = globSync(
  join(foldersOf(process.env).cache, 'bundles/*/programs/containerd/containerd'),
)[0];
const folder = mkdtempSync(join(tmpdir(), 'barque-containerd-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the real containerd makes of it. */
function dumped(config: string): string {
  const path = join(folder, 'config.toml');
  writeFileSync(path, config);
  return execFileSync(containerd!, ['--config', path, 'config', 'dump'], { encoding: 'utf8', stdio: 'pipe' });
}

describe('the configuration', () => {
  test('is the systemd cgroup driver, our sandbox, our network, our registries', () => {
    expect(containerdConfig(KUBERNETES, PLACES)).toBe(`# Managed by Barque.
version = 3

[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = "registry.k8s.io/pause:3.10.2"

[plugins."io.containerd.cri.v1.images".registry]
config_path = "/etc/containerd/certs.d"

[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = ["/opt/barque/cni-plugins/1.9.1", "/opt/cni/bin"]
conf_template = "/etc/containerd/cni/template.conflist"

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
SystemdCgroup = true

[plugins."io.containerd.transfer.v1.local"]
config_path = "/etc/containerd/certs.d"
`);
  });

  test('leaves the network to a plugin that brings its own', () => {
    expect(containerdConfig({ ...KUBERNETES, plugin: 'none' }, PLACES)).not.toContain('conf_template');
  });

  test('has what the person changes, and keeps the rest', () => {
    const config = containerdConfig(OVERRIDDEN, PLACES);
    expect(config).toContain('SystemdCgroup = false');
    expect(config).toContain('restrict_oom_score_adj = true');
    expect(config).toContain('runtime_type = "io.containerd.runc.v2"');
  });

  const because = containerd === undefined ? ' (skipped: no bundle with containerd was built here)' : '';
  test.skipIf(containerd === undefined)(`is read by the real containerd as it is meant${because}`, () => {
    const read = dumped(containerdConfig(OVERRIDDEN, PLACES));
    for (const line of [
      "sandbox = 'registry.k8s.io/pause:3.10.2'",
      'SystemdCgroup = false',
      'restrict_oom_score_adj = true',
      "bin_dirs = ['/opt/barque/cni-plugins/1.9.1', '/opt/cni/bin']",
      "conf_template = '/etc/containerd/cni/template.conflist'",
    ]) {
      expect(read).toContain(line);
    }
    expect(read.match(/config_path = '\/etc\/containerd\/certs\.d'/g)).toHaveLength(2);
  });

  test.skipIf(containerd === undefined)(`that is no TOML is refused by it${because}`, () => {
    expect(() => dumped('version = = 3\n')).toThrow();
  });
});

test('pods’ packets are smaller than the host’s by what vxlan adds, and know their node’s range', () => {
  const conflist = JSON.parse(cniTemplate(1500));
  expect(conflist.plugins[0]).toMatchObject({ type: 'bridge', mtu: 1450 });
  expect(conflist.plugins[0].ipam.ranges).toEqual([[{ subnet: '{{.PodCIDR}}' }]]);
  expect(JSON.parse(cniTemplate(9000)).plugins[0].mtu).toBe(8950);
});

describe('the unit', () => {
  test('starts this very version and notes what it has read', () => {
    const unit = containerdUnit('/opt/barque/containerd/2.4.2', []);
    expect(unit).toContain('ExecStart=/opt/barque/containerd/2.4.2/containerd\n');
    expect(unit).toMatch(
      /ExecStartPost=\+\S*unit-loaded containerd\.service start \S+config\.toml \S+\.service\n/,
    );
    expect(unit).not.toContain('Environment');
  });

  test('has the variables that it is given', () => {
    const unit = containerdUnit('/f', ['https_proxy=http://p.example:3128', 'no_proxy=10.0.0.1']);
    expect(unit).toContain(
      'Environment="https_proxy=http://p.example:3128"\nEnvironment="no_proxy=10.0.0.1"\n',
    );
  });
});

describe('a registry', () => {
  test('asks its mirrors in the order of the file, with their CA', () => {
    const files = registryFiles({
      name: 'docker.io',
      mirrors: ['https://z.example', 'https://a.example:5000'],
      ca: 'PEM\n',
    });
    expect(files.map(({ path }) => path)).toEqual([
      '/etc/containerd/certs.d/docker.io/ca.crt',
      '/etc/containerd/certs.d/docker.io/hosts.toml',
    ]);
    const { content } = files[1]!;
    expect(content).toContain('ca = "/etc/containerd/certs.d/docker.io/ca.crt"');
    expect(content.indexOf('[host."https://z.example"]')).toBeGreaterThan(0);
    expect(content.indexOf('[host."https://z.example"]')).toBeLessThan(
      content.indexOf('https://a.example:5000'),
    );
  });

  test('without a CA trusts what the host trusts', () => {
    const files = registryFiles({ name: 'docker.io', mirrors: ['https://a.example'], ca: null });
    expect(files).toHaveLength(1);
    expect(files[0]!.content).not.toContain('ca =');
  });
});

/** containerd's own files: its configuration, its unit, the network of its pods, and where it fetches images. */
import type { Json } from '../../base/json.ts';
import { mergePatch } from '../../base/merge-patch.ts';
import { printToml } from '../../formats/toml/print.ts';
import type { KubernetesSpec, Registry } from '../../spec/resolved.ts';
import { HOOK_PATH } from '../unit-loaded.ts';

export const CONTAINERD_CONFIG = '/etc/containerd/config.toml';
export const CONTAINERD_UNIT = '/etc/systemd/system/containerd.service';
export const CNI_TEMPLATE = '/etc/containerd/cni/template.conflist';
export const REGISTRIES = '/etc/containerd/certs.d';

const MANAGED = '# Managed by Barque.\n';

/** Bytes that vxlan puts before each packet: outer Ethernet 14, IP 20, UDP 8, VXLAN 8 (RFC 7348, 5). */
const VXLAN_BYTES = 50;

/** Where other network plugins put their programs, by the habit of all of them. */
const COMMON_CNI = '/opt/cni/bin';

/** The configuration as data, with what the person changes in it. */
export function containerdConfig(
  { plugin, overrides }: KubernetesSpec,
  { pause, cniFolder }: { pause: string; cniFolder: string },
): string {
  const own: Json = {
    version: 3,
    plugins: {
      'io.containerd.cri.v1.images': {
        pinned_images: { sandbox: pause },
        registry: { config_path: REGISTRIES },
      },
      'io.containerd.cri.v1.runtime': {
        // kubelet's own default since 1.28 is the systemd driver; the two must be the same.
        containerd: {
          runtimes: { runc: { runtime_type: 'io.containerd.runc.v2', options: { SystemdCgroup: true } } },
        },
        cni: {
          bin_dirs: [cniFolder, COMMON_CNI],
          ...(plugin === 'flannel' ? { conf_template: CNI_TEMPLATE } : {}),
        },
      },
      // Pulls go by this service, which does not look at the place above (containerd 2.1 and later).
      'io.containerd.transfer.v1.local': { config_path: REGISTRIES },
    },
  };
  return `${MANAGED}${printToml(mergePatch(own, overrides.containerd) as { [key: string]: Json })}`;
}

/** Filled in by containerd once the node knows its pods' range; flannel carries packets between hosts. */
export function cniTemplate(mtu: number): string {
  const conflist = {
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      {
        type: 'bridge',
        bridge: 'cni0',
        isDefaultGateway: true,
        hairpinMode: true,
        mtu: mtu - VXLAN_BYTES,
        ipam: { type: 'host-local', ranges: [[{ subnet: '{{.PodCIDR}}' }]] },
      },
      { type: 'portmap', capabilities: { portMappings: true }, backend: 'nftables' },
    ],
  };
  return `${JSON.stringify(conflist, null, 2)}\n`;
}

/**
 * After containerd's own unit (containerd.service of its repository). The folder carries the version, so that another
 * version is another unit and is started; running containers go on (KillMode=process). `environment`: `NAME=value` each.
 */
export function containerdUnit(folder: string, environment: readonly string[]): string {
  return `${MANAGED}[Unit]
Description=containerd
Documentation=https://containerd.io
After=network.target local-fs.target dbus.service
StartLimitIntervalSec=0

[Service]
Type=notify
ExecStart=${folder}/containerd
ExecStartPost=+${HOOK_PATH} containerd.service start ${CONTAINERD_CONFIG} ${CONTAINERD_UNIT}
${environment.map(variable => `Environment="${variable}"\n`).join('')}Delegate=yes
KillMode=process
Restart=always
RestartSec=1
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
OOMScoreAdjust=-999

[Install]
WantedBy=multi-user.target
`;
}

export interface RegistryFile {
  /** Last word of the step's id. */
  id: string;
  path: string;
  content: string;
}

/** hosts.toml, and the CA beside it (containerd: docs/hosts.md). */
export function registryFiles({ name, mirrors, ca }: Registry): RegistryFile[] {
  const folder = `${REGISTRIES}/${name}`;
  const caPath = `${folder}/ca.crt`;
  const trust = ca === null ? {} : { ca: caPath };
  const hosts: Json = {
    ...trust,
    host: Object.fromEntries(
      mirrors.map(url => [
        // The unreachable mirror costs as long for each request: without it 122 s for one image (research: images, 3).
        url,
        { capabilities: ['pull', 'resolve'], dial_timeout: '1s', ...trust },
      ]),
    ),
  };
  return [
    ...(ca === null ? [] : [{ id: `registry-ca-${name}`, path: caPath, content: ca }]),
    {
      id: `registry-${name}`,
      path: `${folder}/hosts.toml`,
      content: `${MANAGED}${hostsToml(hosts, mirrors)}`,
    },
  ];
}

/** Mirrors are asked in the order of the file, so the printer's sorting by key would change what was asked for. */
function hostsToml(hosts: { readonly [key: string]: Json }, mirrors: readonly string[]): string {
  const { host, ...rest } = hosts;
  const each = host as { readonly [key: string]: Json };
  return [printToml(rest), ...mirrors.map(url => printToml({ host: { [url]: each[url]! } }))]
    .filter(part => part !== '')
    .join('\n');
}

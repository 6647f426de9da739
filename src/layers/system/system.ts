/** The layer `system`: what the kernel, the network daemon and the packages of a host must be for Kubernetes. */
import { type DesiredStep, filePut } from '../../plan/desired.ts';
import type { Layer } from '../layer.ts';
import { packagesReady, systemReady } from '../milestones.ts';
import { isNode } from '../roles.ts';
import { turnOf } from '../rolling.ts';

/** containerd's snapshots, packets between pods of one bridge, and kube-proxy's tables. */
const MODULES = ['br_netfilter', 'nf_conntrack', 'overlay'];

const SETTINGS: Readonly<Record<string, string>> = {
  // kubelet, kube-proxy and each container's runtime watch files; with the kernel's 128 instances kube-proxy ended with
  // "too many open files" on our own machines, and with it every Service of the node.
  'fs.inotify.max_user_instances': '>=8192',
  'fs.inotify.max_user_watches': '>=524288',
  'net.bridge.bridge-nf-call-ip6tables': '1',
  'net.bridge.bridge-nf-call-iptables': '1',
  // Loose: replies to a pod may leave by another interface than requests came in (vxlan, the VIP). Strict filtering of
  // a distribution or an administrator would drop them; the higher of `all` and an interface's own counts, and 2 is it.
  'net.ipv4.conf.all.rp_filter': '2',
  'net.ipv4.ip_forward': '1',
};

const MODULES_PATH = '/etc/modules-load.d/50-barque.conf';
const SYSCTL_PATH = '/etc/sysctl.d/50-barque.conf';
const NETWORKD_PATH = '/etc/systemd/networkd.conf.d/50-barque.conf';

const MANAGED = '# Managed by Barque.\n';

/**
 * A restart of systemd-networkd, which an unattended upgrade brings, would take away routes and rules of flannel and
 * of Keepalived (systemd#12050, #13555). It reads this at its next start, which is when it matters.
 */
const NETWORKD = `${MANAGED}[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n`;

/** Addresses that networkd did not give, the VIP among them, stay when it starts anew (systemd.network(5)). */
const KEEP = `${MANAGED}[Network]\nKeepConfiguration=static\n`;

export const SYSTEM: Layer = {
  name: 'system',
  changes: ({ spec, hosts }) =>
    hosts.flatMap(own => {
      const { host, facts } = own;
      const node = isNode(spec, host);
      if (!node && !host.roles.includes('load-balancer')) return [];
      const change = {
        id: `${host.name}/system`,
        host: host.name,
        steps: [...networkSteps(facts.networkFile), ...(node ? nodeSteps() : [])],
        needs: node ? [packagesReady(host.name), ...turnOf({ hosts }, own, systemReady)] : [],
        gives: [systemReady(host.name)],
      };
      return [change];
    }),
};

function networkSteps(file: string | null): DesiredStep[] {
  const keep = file === null ? null : `/etc/systemd/network/${file}.d/50-barque.conf`;
  return [
    filePut('networkd', { path: NETWORKD_PATH, content: NETWORKD }),
    ...(keep === null ? [] : [filePut('keep-addresses', { path: keep, content: KEEP })]),
  ];
}

function nodeSteps(): DesiredStep[] {
  const settings = Object.entries(SETTINGS).map(([name, value]) => `${name} = ${value.replace('>=', '')}\n`);
  return [
    filePut('modules', { path: MODULES_PATH, content: `${MANAGED}${MODULES.join('\n')}\n` }),
    filePut('settings', { path: SYSCTL_PATH, content: `${MANAGED}${settings.join('')}` }),
    { id: 'kernel', verb: { do: 'kernel.tune', modules: MODULES, settings: SETTINGS } },
  ];
}

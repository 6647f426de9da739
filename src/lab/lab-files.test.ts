/** The texts that a lab writes for its machines and for whoever reaches them. */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { machinesOf } from './addresses.ts';
import { clusterText } from './cluster-file.ts';
import { filesOf } from './disk.ts';
import { labPaths, machinePaths } from './layout.ts';
import { nspawnWords } from './nspawn.ts';
import type { LabRecord } from './record.ts';
import { knownHostsText, sshConfigText } from './ssh-files.ts';

const paths = labPaths({ config: '/c', state: '/s', cache: '/k', runtime: '/r' }, 'demo');
const counts = { controlPlanes: 1, workers: 0, loadBalancers: 2, servers: 2 };
const record: LabRecord = {
  format: 1,
  name: 'demo',
  made: true,
  subnet: '10.77.3',
  distribution: 'debian-13',
  rootfs: '/k/rootfs/x',
  bundle: '/b',
  kubernetes: '1.36.3',
  diskGiB: null,
  machines: machinesOf(counts, '10.77.3').map(machine => ({ ...machine, roles: [...machine.roles] })),
};
const [cp1] = record.machines;

describe('cluster.yaml', () => {
  interface Text {
    metadata: { name: string };
    spec: { [key: string]: unknown; hosts: { name: string }[]; loadBalancer?: { backends?: string[] } };
  }

  test('names the hosts of the cluster and the VIP', () => {
    const { metadata, spec } = parse(clusterText(record)) as Text;
    expect(metadata.name).toBe('demo');
    expect(spec['endpoint']).toEqual({ vip: '10.77.3.100', port: 8443 });
    expect(spec.hosts.map(host => host.name)).toEqual(['cp1', 'lb1', 'lb2']);
    // The endpoint stands in front of the control planes.
    expect(spec.loadBalancer).toBeUndefined();
    expect(spec['ssh']).toEqual({ config: './ssh_config' });
    expect(spec['operator']).toEqual({ netns: 'barque-demo' });
  });

  test('without control planes has plain servers as backends', () => {
    const machines = record.machines.filter(({ name }) => name !== 'cp1');
    const { spec } = parse(clusterText({ ...record, machines })) as Text;
    expect(spec.loadBalancer?.backends).toEqual(['s1=10.77.3.71:9443', 's2=10.77.3.72:9443']);
    expect(spec['bundle']).toEqual({ folder: '/b', allowModuleBundle: true });
  });

  test('has no backends and no bundle folder when there are none', () => {
    const machines = record.machines.filter(machine => machine.roles.length > 0);
    const text = clusterText({ ...record, machines, bundle: null });
    expect(text).not.toContain('backends');
    expect(text).not.toContain('folder');
  });
});

describe('the SSH configuration', () => {
  const text = sshConfigText('demo', paths, record.machines);

  test('reaches every machine by name and by address, through the vantage', () => {
    expect(text).toContain('Host cp1 10.77.3.11\n  HostName 10.77.3.11\n  HostKeyAlias cp1\n');
    expect(text).toContain('ProxyCommand nsenter --net=/run/netns/barque-demo socat - TCP:%h:%p');
  });

  test('checks host keys against the lab’s own list', () => {
    expect(text).toContain('StrictHostKeyChecking yes');
    expect(text).toContain('UserKnownHostsFile /s/labs/demo/known_hosts');
    const lines = knownHostsText([{ machine: cp1!, publicLine: 'ssh-ed25519 AAAA root@cp1' }]);
    expect(lines).toBe('cp1,10.77.3.11 ssh-ed25519 AAAA\n');
  });
});

describe('a machine', () => {
  test('has a static address and the bundle’s repository as its only package source', () => {
    const files = new Map(filesOf(record, cp1!, 'ssh-ed25519 KEY').map(file => [file.path, file.text]));
    expect(files.get('etc/systemd/network/10-eth0.network')).toContain(
      'Address=10.77.3.11/24\nGateway=10.77.3.1\n',
    );
    expect(files.get('etc/apt/sources.list.d/bundle.list')).toBe(
      'deb [trusted=yes] file:/srv/bundle/apt ./\n',
    );
    expect(files.get('root/.ssh/authorized_keys')).toBe('ssh-ed25519 KEY\n');
    const bare = filesOf({ ...record, bundle: null }, cp1!, 'k').map(file => file.path);
    expect(bare).not.toContain('etc/apt/sources.list.d/bundle.list');
  });

  test('starts without the host’s clock and modules, in its own network, with the bundle read-only', () => {
    const words = nspawnWords(record, cp1!, machinePaths(paths, 'cp1'), { bootWords: ['word'] });
    expect(words).toContain('--drop-capability=CAP_SYS_TIME,CAP_SYS_MODULE');
    expect(words).toContain('--network-namespace-path=/run/netns/barque-demo.cp1');
    expect(words).toContain('--bind-ro=/b:/srv/bundle');
    expect(words.slice(-2)).toEqual(['word', 'systemd.show_status=error']);
  });
});

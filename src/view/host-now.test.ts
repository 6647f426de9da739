/** A host's own word in one round trip, on a simulated machine and as it comes over the line. */
import { expect, test } from 'vitest';
import { FREE } from '../hosts/claim.ts';
import { simulatedMachine } from '../hosts/simulated/machine.ts';
import { hostNow } from './host-now.ts';

const HOST = {
  name: 'cp1',
  address: '192.0.2.11',
  nodeAddress: '10.0.0.11',
  roles: ['control-plane', 'load-balancer'],
} as const;
const NATURE = {
  address: '192.0.2.11',
  interface: 'eth0',
  osId: 'debian',
  osVersion: '13',
  architecture: 'amd64',
  virtualization: 'kvm',
};

const reading = hostNow(HOST, '192.0.2.100');
const machine = () => simulatedMachine('cp1', NATURE, {}, () => 0);

test('a fresh machine has nothing of a cluster', () => {
  expect(reading.simulate(machine())).toEqual({
    claim: FREE,
    record: null,
    creation: null,
    ca: null,
    vipOn: null,
    units: {
      'haproxy.service': 'absent',
      'keepalived.service': 'absent',
      'containerd.service': 'absent',
      'kubelet.service': 'absent',
    },
    backends: null,
    apiserver: { is: 'absent', because: '' },
    etcd: null,
    certificates: [],
    lastStep: null,
    maintenance: null,
    lastProof: null,
    staticPods: [],
  });
});

test('and says so in the same words over the line', () => {
  expect(reading.parse('\n@0\n\n@1\n\n@2\netcd=none\n\n@3\n')).toEqual(reading.simulate(machine()));
});

test('the VIP is seen on the machine that holds it', () => {
  const holder = machine();
  holder.holds = address => address === '192.0.2.100';
  expect(reading.simulate(holder).vipOn).toBe('eth0');
});

test('a balancer tells which of its backends accept connections', () => {
  const balancer = machine();
  const unit = { active: true, enabled: true, masked: false, config: null, settings: null, starts: 1 };
  balancer.units.set('haproxy.service', unit);
  const content = 'backend servers\n  server cp1 10.0.0.11:6443 check\n  server cp2 10.0.0.12:6443 check\n';
  balancer.files.set('/etc/haproxy/haproxy.cfg', { content, mode: '0644', owner: 'root:root' });
  balancer.accepts = address => address === '10.0.0.11';
  expect(reading.simulate(balancer).backends?.map(({ name, up }) => [name, up])).toEqual([
    ['cp1', true],
    ['cp2', false],
  ]);
});

test('the apiserver is asked at the node’s own address, never through the VIP', () => {
  const asked = reading.input!.split('\n').map(line => line.split('\t').slice(2));
  expect(asked.filter(words => words.includes('10.0.0.11'))).not.toHaveLength(0);
  expect(asked.filter(words => words.includes('192.0.2.100'))).toHaveLength(1);
});

/** What a host prints about its network is read as it was meant. */
import { describe, expect, test } from 'vitest';
import { LISTENING } from './listening.ts';
import { parseNetworkFact } from './network.ts';

describe('the network of a host', () => {
  const fact = parseNetworkFact(
    'address=eth0 10.0.0.1/24\naddress=lo 127.0.0.1/8\nroute=default eth0\nvip=eth1\nvia=yes\n' +
      'manager=networkd\ntime=chrony\nsynchronized=yes\nfirewall=nft inet filter input\n',
  );

  test('is read', () => {
    expect(fact).toEqual({
      addresses: [
        { interface: 'eth0', address: '10.0.0.1', prefix: 24 },
        { interface: 'lo', address: '127.0.0.1', prefix: 8 },
      ],
      routes: [{ to: 'default', interface: 'eth0' }],
      vipInterface: 'eth1',
      vipGateway: true,
      managers: ['networkd'],
      firewall: { is: 'nft', chain: 'inet filter input' },
      timeSync: { daemon: 'chrony', synchronized: true },
    });
  });

  test('of one that says nothing has an unknown firewall', () => {
    expect(parseNetworkFact('').firewall).toEqual({ is: 'unknown' });
  });
});

test('listening sockets are read with their programs, the kernel’s without', () => {
  const lines = [
    'udp UNCONN 0      0         0.0.0.0:8472  0.0.0.0:*',
    'tcp LISTEN 0      4096   127.0.0.53%lo:53  0.0.0.0:* users:(("systemd-resolve",pid=7,fd=9))',
    'tcp LISTEN 0      4096         *:6443        *:* users:(("kube-apiserver",pid=4371,fd=5))',
    'tcp LISTEN 0      128          [::]:22       [::]:* users:(("sshd",pid=84,fd=7))',
  ];
  expect(LISTENING.parse(lines.join('\n'))).toEqual([
    { protocol: 'udp', address: '0.0.0.0', port: 8472, program: '', pid: null },
    { protocol: 'tcp', address: '127.0.0.53', port: 53, program: 'systemd-resolve', pid: 7 },
    { protocol: 'tcp', address: '*', port: 6443, program: 'kube-apiserver', pid: 4371 },
    { protocol: 'tcp', address: '[::]', port: 22, program: 'sshd', pid: 84 },
  ]);
});

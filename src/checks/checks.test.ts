/** Every check passes on hosts that are well and on a living cluster of ours, and fails on the one thing that it is for. */
import { describe, expect, test } from 'vitest';
import { type DraftHost, type DraftInput, healthy, living, VIP } from '../../test/checks/healthy.ts';
import type { CheckInput, Is, Verdict } from './check.ts';
import { CHECKS } from './checks.ts';

function judge(id: string, input: DraftInput): Verdict[] {
  return CHECKS.find(check => check.id === id)!.judge(input as CheckInput);
}

interface Harm {
  id: string;
  is: Is;
  what: string;
  harm(first: DraftHost, second: DraftHost, input: DraftInput): void;
  evidence: RegExp;
  /** Names in the verdict; otherwise cp1. */
  hosts?: readonly string[];
}

const HARMS: readonly Harm[] = [
  {
    id: 'ssh-reachable',
    is: 'failed',
    what: 'a host that does not answer',
    harm: first => {
      first.contact = { is: 'unreachable', words: 'ssh: connect to host 10.0.0.1 port 22: No route to host' };
    },
    evidence: /No route to host/,
  },
  {
    id: 'ssh-host-key',
    is: 'failed',
    what: 'another host key',
    harm: first => {
      first.contact = { is: 'host-key', words: 'Host key for cp1 has changed' };
    },
    evidence: /has changed/,
  },
  {
    id: 'ssh-login',
    is: 'failed',
    what: 'a key that the host does not know',
    harm: first => {
      first.contact = { is: 'refused', words: 'Permission denied (publickey).' };
    },
    evidence: /Permission denied/,
  },
  {
    id: 'root',
    is: 'failed',
    what: 'sudo that asks for a password',
    harm: first => {
      first.contact = { is: 'not-root', words: 'sudo: a password is required' };
    },
    evidence: /password is required/,
  },
  {
    id: 'foreign-cluster',
    is: 'failed',
    what: 'a host of another cluster',
    harm: ({ facts }) => {
      facts.state.standing = 'foreign';
      facts.state.claim.cluster = { id: 'x', name: 'other' };
    },
    evidence: /belongs to other/,
  },
  {
    id: 'distribution',
    is: 'failed',
    what: 'a distribution that nobody knows',
    harm: ({ facts }) => {
      facts.state.facts.system.osId = 'alpine';
      facts.state.facts.system.osVersion = '3.22';
    },
    evidence: /alpine 3\.22/,
  },
  {
    id: 'distribution',
    is: 'warning',
    what: 'Ubuntu, untested',
    harm: ({ facts }) => {
      facts.state.facts.system.osId = 'ubuntu';
      facts.state.facts.system.osVersion = '24.04';
    },
    evidence: /nobody has tried/,
  },
  {
    id: 'systemd',
    is: 'failed',
    what: 'another init',
    harm: ({ facts }) => {
      facts.machine.systemd = 0;
    },
    evidence: /not process 1/,
  },
  {
    id: 'kernel',
    is: 'failed',
    what: 'an old kernel',
    harm: ({ facts }) => {
      facts.machine.kernel = '5.4.0-150-generic';
    },
    evidence: /5\.4\.0/,
  },
  {
    id: 'kernel',
    is: 'failed',
    what: 'a kernel without vxlan',
    harm: ({ facts }) => {
      facts.machine.missingModules = ['vxlan'];
    },
    evidence: /has no vxlan/,
  },
  {
    id: 'cgroup',
    is: 'failed',
    what: 'cgroup v1',
    harm: ({ facts }) => {
      facts.machine.cgroup = 'v1';
    },
    evidence: /cgroup v1/,
  },
  {
    id: 'cgroup',
    is: 'warning',
    what: 'a driver beside systemd',
    harm: (_first, _second, { spec }) => {
      spec.kubernetes!.overrides.kubelet = { cgroupDriver: 'cgroupfs' };
    },
    evidence: /cgroupfs/,
    hosts: ['cp1', 'cp2', 'cp3', 'w1'],
  },
  {
    id: 'size',
    is: 'failed',
    what: 'a control plane with one processor',
    harm: ({ facts }) => {
      facts.machine.cpus = 1;
    },
    evidence: /1 processor, /,
  },
  {
    id: 'swap',
    is: 'failed',
    what: 'swap',
    harm: ({ facts }) => {
      facts.machine.swap = ['/swap.img'];
    },
    evidence: /\/swap\.img/,
  },
  {
    id: 'virtualisation',
    is: 'warning',
    what: 'timers of bare metal on virtual machines',
    harm: (_first, _second, { spec }) => {
      spec.availability.profile = 'lan';
    },
    evidence: /kvm/,
    hosts: ['cp1', 'cp2', 'cp3', 'w1'],
  },
  {
    id: 'clock-spread',
    is: 'failed',
    what: 'a clock that is 3 s behind the others',
    harm: ({ facts }) => {
      facts.clock.aheadMs = -3000;
    },
    evidence: /3\.0 s behind/,
  },
  {
    id: 'clock-spread',
    is: 'warning',
    what: 'a clock that is 0.8 s ahead of the others',
    harm: ({ facts }) => {
      facts.clock.aheadMs = 820;
    },
    evidence: /0\.8 s ahead/,
  },
  {
    id: 'clock-operator',
    is: 'failed',
    what: 'hosts that agree on another hour',
    harm: (_first, _second, { hosts }) => {
      for (const { facts } of hosts) facts.clock.aheadMs = 3_600_000;
    },
    evidence: /3600\.0 s ahead/,
    hosts: ['cp1', 'cp2', 'cp3', 'w1'],
  },
  {
    id: 'time-sync',
    is: 'warning',
    what: 'no time daemon',
    harm: ({ facts }) => {
      facts.network.timeSync = { daemon: null, synchronized: false };
    },
    evidence: /no time daemon/,
  },
  {
    id: 'machine-id',
    is: 'failed',
    what: 'a clone',
    harm: (first, second) => {
      second.facts.identity.machineId = first.facts.identity.machineId;
    },
    evidence: /id-cp1/,
    hosts: ['cp1', 'cp2'],
  },
  {
    id: 'hostname',
    is: 'failed',
    what: 'two hosts of one name',
    harm: (first, second) => {
      first.facts.identity.hostname = 'debian';
      second.facts.identity.hostname = 'debian';
    },
    evidence: /debian/,
    hosts: ['cp1', 'cp2'],
  },
  {
    id: 'product-uuid',
    is: 'failed',
    what: 'a virtual machine copied with its UUID',
    harm: (first, second) => {
      second.facts.identity.productUuid = first.facts.identity.productUuid;
    },
    evidence: /uuid-cp1/,
    hosts: ['cp1', 'cp2'],
  },
  {
    id: 'mac',
    is: 'failed',
    what: 'two cards of one address',
    harm: (first, second) => {
      second.facts.identity.macs = ['02:00:00:00:00:77', ...first.facts.identity.macs];
    },
    evidence: /02:00:00:00:00:01/,
    hosts: ['cp1', 'cp2'],
  },
  {
    id: 'address',
    is: 'failed',
    what: 'an address behind a translation',
    harm: ({ facts }) => {
      facts.network.addresses = [{ interface: 'eth0', address: '172.16.0.5', prefix: 24 }];
    },
    evidence: /no interface has 10\.0\.0\.1; there are 172\.16\.0\.5/,
  },
  {
    id: 'address-unique',
    is: 'failed',
    what: 'a stranger at a host’s address',
    harm: ({ facts }) => {
      facts.claimed = [{ address: '10.0.0.1', mac: '02:aa:aa:aa:aa:aa' }];
    },
    evidence: /02:aa:aa:aa:aa:aa answers for 10\.0\.0\.1/,
  },
  {
    id: 'ports-free',
    is: 'failed',
    what: 'a web server at the endpoint’s port',
    harm: ({ facts }) => {
      facts.listening.push({ protocol: 'tcp', address: '*', port: 8443, program: 'nginx', pid: 321 });
    },
    evidence: /tcp 8443 is taken by nginx \(process 321\)/,
  },
  ...[8404, 8405].map(
    (port): Harm => ({
      id: 'ports-free',
      is: 'failed',
      what: `a program at HAProxy’s own port ${port}`,
      harm: ({ facts }, _second, { spec }) => {
        spec.loadBalancer.backends = ['cp1', 'cp2'].map(name => ({ name, address: '10.0.0.1', port: 6443 }));
        facts.listening.push({ protocol: 'tcp', address: '127.0.0.1', port, program: 'etherpad', pid: 322 });
      },
      evidence: /taken by etherpad \(process 322\) at 127\.0\.0\.1/,
    }),
  ),
  ...(
    [
      ['apiserver', 'tcp 10.0.0.1 6443', 'cp2', /does not answer cp2 at tcp 6443/],
      ['endpoint', 'tcp 10.0.0.1 8443', 'w1', /does not answer w1 at tcp 8443/],
      ['etcd', 'tcp 10.0.0.1 2380', 'cp2', /does not answer cp2 at tcp 2380/],
      ['kubelet', 'tcp 10.0.0.1 10250', 'cp2', /does not answer cp2 at tcp 10250/],
      ['pods', 'udp 10.0.0.1 8472', 'w1', /does not answer w1 at udp 8472/],
      ['vrrp', 'vrrp 10.0.0.1 0', 'cp2', /does not answer cp2 at protocol 112/],
    ] as const
  ).map(
    ([purpose, door, from, evidence]): Harm => ({
      id: `reach-${purpose}`,
      is: 'failed',
      what: `a firewall before ${door}`,
      harm: (_first, _second, { hosts }) => {
        hosts.find(({ host }) => host.name === from)!.facts.doors.knocked.set(door, 'silent');
      },
      evidence,
    }),
  ),
  {
    id: 'reach-backends',
    is: 'warning',
    what: 'a backend that does not answer',
    harm: (_first, _second, input) => {
      input.spec.kubernetes = null;
      input.spec.loadBalancer.backends = [{ name: 's1', address: '10.0.0.50', port: 9443 }];
      input.hosts[1]!.facts.doors.knocked.set('tcp 10.0.0.50 9443', 'answered');
      input.hosts[2]!.facts.doors.knocked.set('tcp 10.0.0.50 9443', 'answered');
      input.hosts[0]!.facts.doors.knocked.set('tcp 10.0.0.50 9443', 'closed');
    },
    evidence: /10\.0\.0\.50:9443/,
  },
  {
    id: 'vip-free',
    is: 'failed',
    what: 'a stranger who answers for the VIP',
    harm: (_first, _second, { hosts }) => {
      for (const { facts } of hosts) facts.claimed = [{ address: VIP, mac: '02:bb:bb:bb:bb:bb' }];
    },
    evidence: /02:bb:bb:bb:bb:bb answers for 10\.0\.0\.100/,
    hosts: ['cp1', 'cp2', 'cp3', 'w1'],
  },
  {
    id: 'vip-free',
    is: 'failed',
    what: 'the VIP put onto a blank host by hand',
    harm: ({ facts }) => {
      facts.network.addresses.push({ interface: 'eth0', address: VIP, prefix: 24 });
    },
    evidence: /cp1 has 10\.0\.0\.100 on eth0/,
  },
  {
    id: 'invalid-packets',
    is: 'warning',
    what: 'a firewall that drops what is invalid',
    harm: ({ facts }) => {
      facts.filterRules = [
        { syntax: 'nft', name: 'inet filter input', isEntry: true, rules: ['ct state invalid drop'] },
      ];
    },
    evidence: /inet filter input drops them: ct state invalid drop/,
  },
  {
    id: 'vip-interface',
    is: 'failed',
    what: 'a VIP of another network',
    harm: ({ facts }) => {
      facts.network.vipGateway = true;
    },
    evidence: /by a gateway/,
  },
  {
    id: 'vip-interface',
    is: 'warning',
    what: 'a VIP that belongs to a second card',
    harm: ({ facts }) => {
      facts.network.vipInterface = 'eth1';
    },
    evidence: /eth1 by the routes, and Keepalived will put it onto eth0/,
  },
  {
    id: 'vrrp-router-id',
    is: 'failed',
    what: 'a router with our id',
    harm: ({ facts }) => {
      facts.adverts = [
        { source: '10.0.0.200', version: 2, virtualRouterId: 51, priority: 100, addresses: ['10.0.0.254'] },
      ];
    },
    evidence: /10\.0\.0\.200 sends adverts with the router id 51/,
  },
  {
    id: 'address-manager',
    is: 'warning',
    what: 'NetworkManager',
    harm: ({ facts }) => {
      facts.network.managers = ['NetworkManager'];
    },
    evidence: /NetworkManager/,
  },
  {
    id: 'default-route',
    is: 'warning',
    what: 'no default route',
    harm: ({ facts }) => {
      facts.network.routes = [];
    },
    evidence: /no default route/,
  },
  {
    id: 'mtu',
    is: 'warning',
    what: 'jumbo frames on one host only',
    harm: ({ facts }) => {
      facts.state.facts.mtu = 9000;
    },
    evidence: /9000 bytes, where most hosts have 1500/,
  },
  {
    id: 'network-overlap',
    is: 'failed',
    what: 'a route into the pods’ network',
    harm: ({ facts }) => {
      facts.network.routes.push({ to: '10.244.8.0/24', interface: 'tun0' });
    },
    evidence: /10\.244\.8\.0\/24 by tun0 meets 10\.244\.0\.0\/16/,
  },
  {
    id: 'disk-space',
    is: 'failed',
    what: 'a full disk',
    harm: ({ facts }) => {
      for (const disk of facts.disks) disk.freeMiB = 900;
    },
    evidence: /900 MiB free on \/ for .*; 9500 are needed/,
  },
  {
    id: 'disk-space',
    is: 'failed',
    what: 'a small disk of its own for etcd',
    harm: ({ facts }) => {
      const disk = facts.disks.find(({ path }) => path === '/var/lib/etcd')!;
      disk.mount = '/var/lib/etcd';
      disk.freeMiB = 1000;
    },
    evidence: /1000 MiB free on \/var\/lib\/etcd/,
  },
  {
    id: 'etcd-disk',
    is: 'warning',
    what: 'a slow disk',
    harm: ({ facts }) => {
      facts.diskLatency!.p99Ms = 30;
    },
    evidence: /30\.0 ms/,
  },
  {
    id: 'etcd-disk',
    is: 'failed',
    what: 'a disk that loses heartbeats',
    harm: ({ facts }) => {
      facts.diskLatency!.p99Ms = 140;
    },
    evidence: /140\.0 ms/,
  },
  {
    id: 'stalls',
    is: 'failed',
    what: 'a host that sleeps for longer than its adverts may be late',
    harm: ({ facts }) => {
      facts.stalls!.longestMs = 700;
    },
    evidence: /700 ms late in 2 s; after 500 ms/,
  },
  {
    id: 'stalls',
    is: 'warning',
    what: 'a host that sleeps for longer than the promise has room for',
    harm: ({ facts }) => {
      facts.stalls!.longestMs = 350;
    },
    evidence: /350 ms late in 2 s; the promise has room for 300 ms/,
  },
  {
    id: 'remains',
    is: 'failed',
    what: 'an old cluster',
    harm: ({ facts }) => {
      facts.remains = ['/etc/kubernetes/pki'];
    },
    evidence: /\/etc\/kubernetes\/pki/,
  },
  {
    id: 'foreign-software',
    is: 'failed',
    what: 'containerd of the distribution',
    harm: ({ facts }) => {
      facts.software.packages = ['containerd'];
    },
    evidence: /containerd/,
  },
  {
    id: 'package-manager',
    is: 'failed',
    what: 'a package that is half installed',
    harm: ({ facts }) => {
      facts.software.broken = ['grub-pc'];
    },
    evidence: /grub-pc/,
  },
  {
    id: 'unattended-upgrades',
    is: 'warning',
    what: 'unattended upgrades',
    harm: ({ facts }) => {
      facts.software.unattendedUpgrades = true;
    },
    evidence: /unattended/,
  },
];

describe('every check', () => {
  test.each(CHECKS.map(({ id }) => id))('%s passes on hosts that are well', id => {
    expect(judge(id, healthy()).filter(({ is }) => is !== 'ok' && is !== 'not-applicable')).toEqual([]);
  });

  test.each(CHECKS.map(({ id }) => id))('%s passes on a living cluster of ours', id => {
    expect(judge(id, living()).filter(({ is }) => is !== 'ok' && is !== 'not-applicable')).toEqual([]);
  });

  test.each(HARMS.map(harm => [harm.id, harm.is, harm.what, harm] as const))(
    '%s is %s by %s',
    (id, is, _what, { harm, evidence, hosts = ['cp1'] }) => {
      const input = healthy();
      harm(input.hosts[0]!, input.hosts[1]!, input);
      const said = judge(id, input).filter(verdict => verdict.is === is);
      expect(said).toHaveLength(1);
      expect(said[0]!.evidence).toMatch(evidence);
      expect(said[0]!.hosts).toEqual(hosts);
      expect(said[0]!.remedy).not.toBeNull();
    },
  );

  test('is seen to fail or to warn by some harm above', () => {
    expect(CHECKS.map(({ id }) => id).filter(id => !HARMS.some(harm => harm.id === id))).toEqual([]);
  });

  test('has an id of its own', () => {
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  });
});

describe('a host that cannot be read', () => {
  test('is unknown to every check that concerns it, and the others are still judged', () => {
    const input = healthy();
    const [first] = input.hosts;
    first!.contact = { is: 'unreachable', words: 'timed out' };
    first!.facts = {} as DraftHost['facts'];
    for (const { id, needs } of CHECKS) {
      const verdicts = judge(id, input);
      if (needs.length === 0 || id === 'reach-backends') continue;
      expect(verdicts.filter(({ is }) => is === 'failed' || is === 'warning')).toEqual([]);
      expect(verdicts.filter(({ is, hosts }) => is === 'unknown' && hosts.includes('cp1')).length, id).toBe(
        1,
      );
    }
    expect(judge('swap', input).find(({ is }) => is === 'ok')?.hosts).toEqual(['cp2', 'cp3', 'w1']);
  });
});

describe('on a living cluster of ours', () => {
  test('a port that a stranger took is still found', () => {
    const input = living();
    input.hosts[3]!.facts.listening.push({
      protocol: 'tcp',
      address: '127.0.0.1',
      port: 10_248,
      program: 'nc',
      pid: 9,
    });
    expect(judge('ports-free', input).find(({ is }) => is === 'failed')?.hosts).toEqual(['w1']);
  });

  test('two holders of the VIP are found', () => {
    const input = living();
    input.hosts[1]!.facts.network.addresses.push({ interface: 'eth0', address: VIP, prefix: 32 });
    expect(judge('vip-free', input).find(({ is }) => is === 'failed')?.hosts).toEqual(['cp1', 'cp2']);
  });

  test('a firewall before an apiserver that runs is found', () => {
    const input = living();
    input.hosts[1]!.facts.doors.knocked.set('tcp 10.0.0.1 6443', 'silent');
    expect(judge('reach-apiserver', input).find(({ is }) => is === 'failed')?.hosts).toEqual(['cp1']);
  });
});

describe('what is borne on purpose', () => {
  test('cgroup v1 and swap, where kubelet is told so', () => {
    const input = healthy();
    input.spec.kubernetes!.overrides.kubelet = { failCgroupV1: false, failSwapOn: false };
    for (const { facts } of input.hosts) {
      facts.machine.cgroup = 'v1';
      facts.machine.swap = ['/swap.img'];
    }
    expect(judge('cgroup', input).map(({ is }) => is)).toEqual(['ok']);
    expect(judge('swap', input).map(({ is, hosts }) => [is, hosts])).toEqual([
      ['warning', ['cp1', 'cp2', 'cp3']],
      ['ok', ['w1']],
    ]);
  });
});

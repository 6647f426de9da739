/** Checks on real machines: fresh ones pass, each harm is found with its remedy, the remedy mends it, and nothing stays behind. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCluster } from '../../src/app/load-cluster.ts';
import type { Verdict } from '../../src/checks/check.ts';
import { choose } from '../../src/layers/chosen.ts';
import { background, END_BACKGROUND, listening } from './background.ts';
import { barque, on, well } from './barque.ts';
import { labBundle } from './bundle.ts';
import { keepLogs } from './keep-logs.ts';

const LAB = 't-check';
const MACHINES = ['cp1', 'cp2', 'cp3'];
/** What depends on how busy this machine is. */
const MEASURED = ['--ignore-check', 'etcd-disk', 'stalls'];
let file: string;
let vip: string;

interface Report {
  failed: number;
  checks: { id: string; verdicts: Verdict[] }[];
}

beforeAll(async () => {
  const bundle = await labBundle();
  await well('lab', 'up', LAB, '--control-planes', '3', '--workers', '0', '--bundle', bundle);
  file = (await well('lab', 'file', LAB)).trim();
  const text = await readFile(file, 'utf8');
  vip = /vip: ([0-9.]+)/.exec(text)![1]!;
});

afterAll(async () => {
  await barque('lab', 'down', LAB);
});

keepLogs(LAB, MACHINES);

async function look(of = file): Promise<{ code: number | null; failed: (Verdict & { id: string })[] }> {
  const { code, stdout, stderr } = await barque('check', '-f', of, '-o', 'json', ...MEASURED);
  expect(stdout, stderr).not.toBe('');
  const { checks } = JSON.parse(stdout) as Report;
  const failed = checks.flatMap(({ id, verdicts }) =>
    verdicts.filter(({ is }) => is === 'failed').map(verdict => ({ id, ...verdict })),
  );
  return { code, failed };
}

describe('fresh machines', () => {
  test('pass, each way between them having been tried', async () => {
    expect(await look()).toEqual({ code: 0, failed: [] });
    const { stdout } = await barque('check', '-f', file, '-o', 'json', ...MEASURED);
    const { checks } = JSON.parse(stdout) as Report;
    const unknown = checks.filter(({ verdicts }) => verdicts.some(({ is }) => is === 'unknown'));
    expect(unknown.map(({ id }) => id)).toEqual([]);
  });

  test('are left as they were: no door stays open, no file is left, no host is taken', async () => {
    for (const machine of MACHINES) {
      const left = await on(
        LAB,
        machine,
        "pgrep -fc '^barque-check-doors'; ls -A /var/lib/etcd /var/lib/barque 2>/dev/null; true",
      );
      expect(left.trim().split('\n')[0]).toBe('0');
      expect(left).not.toContain('fence');
      expect(left).not.toContain('.barque-check');
    }
  });
});

describe('harms', () => {
  test('of five kinds are all found at once, each on its host', async () => {
    await on(LAB, 'cp1', `ip address add ${vip}/24 dev eth0; mkdir -p /etc/kubernetes/pki`);
    await background(LAB, 'cp2', listening(6443));
    const id = (await on(LAB, 'cp1', 'cat /etc/machine-id')).trim();
    await on(LAB, 'cp3', `cp /etc/machine-id /run/kept; echo ${id} >/etc/machine-id`);
    const deb =
      'mkdir -p /run/d/DEBIAN && printf "Package: containerd\\nVersion: 1.7\\nArchitecture: all\\nMaintainer: x <x@example.org>\\nDescription: x\\n" >/run/d/DEBIAN/control';
    await on(LAB, 'cp3', `${deb} && dpkg-deb -b /run/d /run/d.deb && dpkg -i /run/d.deb`);
    const { code, failed } = await look();
    expect(code).toBe(3);
    expect(failed.map(({ id: of, hosts }) => `${of} ${hosts.join(',')}`)).toEqual([
      'machine-id cp1,cp3',
      'ports-free cp2',
      'vip-free cp1',
      'remains cp1',
      'foreign-software cp3',
    ]);
    expect(failed.find(({ id: of }) => of === 'ports-free')!.evidence).toMatch(
      /taken by perl \(process \d+\)/,
    );
    await on(LAB, 'cp1', `ip address del ${vip}/24 dev eth0; rmdir /etc/kubernetes/pki /etc/kubernetes`);
    await on(LAB, 'cp2', END_BACKGROUND);
    await on(LAB, 'cp3', 'cp /run/kept /etc/machine-id; dpkg -P containerd');
    expect(await look()).toEqual({ code: 0, failed: [] });
  });

  test('a firewall is found way by way, and the rules that are proposed open it', async () => {
    await on(
      LAB,
      'cp2',
      'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q nftables',
    );
    const rules = [
      'add table inet filter',
      'add chain inet filter input { type filter hook input priority 0; policy accept; }',
      'add rule inet filter input tcp dport { 2379, 2380 } drop',
      'add rule inet filter input tcp dport 10250 reject with tcp reset',
      'add rule inet filter input udp dport 8472 drop',
      'add rule inet filter input ip protocol 112 drop',
    ];
    await on(LAB, 'cp2', `printf '%s\\n' ${rules.map(rule => `'${rule}'`).join(' ')} | nft -f -`);
    const { failed } = await look();
    // The others are not blamed for answers that this host drops.
    expect(failed.map(({ id, hosts }) => `${id} ${hosts.join(',')}`)).toEqual([
      'reach-etcd cp2',
      'reach-kubelet cp2',
      'reach-pods cp2',
      'reach-vrrp cp2',
    ]);
    const commands = failed.map(({ remedy }) => /^nft insert .*$/m.exec(remedy!)![0]);
    await on(LAB, 'cp2', commands.join(' && '));
    expect(await look()).toEqual({ code: 0, failed: [] });
  });

  test('another router with our id is heard, and a free one is proposed', async () => {
    const own = choose((await loadCluster(file)).spec, []).virtualRouterId;
    await background(
      LAB,
      'cp3',
      `socket(my $s, 2, SOCK_RAW, 112); setsockopt($s, 0, 33, pack("i", 255)); for (1 .. 100) { send($s, pack("C8", 0x31, ${own}, 100, 1, 0, 100, 0, 0) . inet_aton("192.0.2.77"), 0, pack_sockaddr_in(0, inet_aton("224.0.0.18"))); sleep 1; }`,
    );
    const { failed } = await look();
    await on(LAB, 'cp3', END_BACKGROUND);
    expect(failed.map(({ id, hosts }) => `${id} ${hosts.join(',')}`)).toEqual(['vrrp-router-id cp1,cp2']);
    expect(failed[0]!.evidence).toContain(`router id ${own} for 192.0.2.77`);
    expect(failed[0]!.remedy).toMatch(/virtualRouterId: \d+/);
  });
});

describe('hosts that do not let us in', () => {
  test('have a check of their own each, and the others are judged', async () => {
    await on(
      LAB,
      'cp2',
      'useradd -m tom; mkdir -p /home/tom/.ssh; cp /root/.ssh/authorized_keys /home/tom/.ssh/; chown -R tom /home/tom/.ssh',
    );
    const text = (await readFile(file, 'utf8'))
      .replace(/(- name: cp1\n)(\s+)/, '$1$2ssh: {port: 23}\n$2')
      .replace(/(- name: cp2\n)(\s+)/, '$1$2ssh: {user: tom}\n$2')
      .replace(/(- name: cp3\n)(\s+)/, '$1$2ssh: {user: nobody}\n$2');
    const other = file.replace(/cluster\.yaml$/, 'other.yaml');
    await writeFile(other, text);
    const { code, failed } = await look(other);
    expect(code).toBe(3);
    expect(failed.map(({ id, hosts }) => `${id} ${hosts.join(',')}`)).toEqual([
      'ssh-reachable cp1',
      'ssh-login cp3',
      'root cp2',
    ]);
    expect(failed.at(-1)!.remedy).toContain("'tom ALL=(ALL) NOPASSWD: ALL'");
  });
});

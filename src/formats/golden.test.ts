/** Barque's own files byte for byte, and what the real programs say to them. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldersOf } from '../base/xdg.ts';
import { ALIVE_CHECK, ALIVE_CHECK_PATH } from './haproxy/alive.ts';
import { type BalancerSettings, balancerFile } from './haproxy/balancer.ts';
import { OWN_ETCD_FILE } from './haproxy/own-etcd.ts';
import { parseHaproxy } from './haproxy/parse.ts';
import { patchHaproxy } from './haproxy/patch.ts';
import { printHaproxy } from './haproxy/print.ts';
import { keepalivedFeatures } from './keepalived/features.ts';
import { type GuardSettings, guardFile } from './keepalived/guard.ts';
import { parseKeepalived } from './keepalived/parse.ts';
import { patchKeepalived } from './keepalived/patch.ts';
import { printKeepalived } from './keepalived/print.ts';
import type { Patched } from './patched.ts';

const BALANCER: BalancerSettings = {
  vip: '10.77.1.100',
  port: 8443,
  backends: [
    { name: 's1', address: '10.77.1.71', port: 9443 },
    { name: '10.77.1.72:9443', address: '10.77.1.72', port: 9443 },
  ],
  healthPath: '/readyz?exclude=etcd&exclude=etcd-readiness',
  caFile: null,
  leavesWithoutEtcd: false,
  maxConnections: 20_000,
  timers: {
    interMs: 500,
    fastInterMs: 250,
    downInterMs: 1000,
    fall: 2,
    rise: 2,
    checkTimeoutMs: 500,
    connectTimeoutMs: 300,
  },
};

const APISERVERS = [1, 2, 3].map(at => ({ name: `cp${at}`, address: `10.77.1.1${at}`, port: 6443 }));

const GUARD: GuardSettings = {
  name: 'lb1',
  address: '10.77.1.51',
  interface: 'eth0',
  vip: '10.77.1.100',
  virtualRouterId: 51,
  priority: 254,
  peers: [
    { address: '10.77.1.52', priority: 253 },
    { address: '10.77.1.53', priority: 252 },
  ],
  vrrp: { advertMs: 150, downAdverts: 4 },
  check: { intervalMs: 250, timeoutMs: 200, fall: 2, rise: 2 },
  trackFile: '/run/barque/haproxy.track',
  checkProgram: ALIVE_CHECK_PATH,
  features: keepalivedFeatures('2.3.3'),
};

/** What a person would change: an allow-list, metrics, more words in the log, a mail at each takeover. */
const HAPROXY_PATCH = `global
  nbthread 2
defaults
  no option dontlog-normal
  timeout client 1h
frontend endpoint
  tcp-request connection reject if !{ src 10.0.0.0/8 }
frontend metrics
  mode http
  bind 127.0.0.1:9101
  http-request use-service prometheus-exporter if { path /metrics }
`;
const KEEPALIVED_PATCH = `global_defs {
  router_id harbour
  notification_email {
    ops@example.org
  }
}
vrrp_instance endpoint {
  garp_master_delay 2
  virtual_ipaddress_excluded {
    10.77.1.101/32 dev eth0
  }
}
`;

/** Fails the test where a patch is refused. */
function patched<File>(answer: Patched<File>): File {
  if (answer.is === 'refused') throw new Error(answer.because.join('\n'));
  return answer.file;
}

const HAPROXY = {
  'haproxy.cfg': balancerFile(BALANCER),
  'haproxy-verified.cfg': balancerFile({ ...BALANCER, caFile: '/etc/barque/ca.pem' }),
  'haproxy-apiservers.cfg': balancerFile({ ...BALANCER, backends: APISERVERS, leavesWithoutEtcd: true }),
  'haproxy-patched.cfg': patched(patchHaproxy(balancerFile(BALANCER), HAPROXY_PATCH)),
};
const KEEPALIVED = {
  'keepalived.conf': guardFile(GUARD),
  'keepalived-alone.conf': guardFile({ ...GUARD, peers: [] }),
  'keepalived-patched.conf': patched(patchKeepalived(guardFile(GUARD), KEEPALIVED_PATCH)),
  'keepalived-2.2.7.conf': guardFile({
    ...GUARD,
    check: { intervalMs: 1000, timeoutMs: 1000, fall: 2, rise: 2 },
    features: keepalivedFeatures('1:2.2.7-1+b2'),
  }),
};
const golden = (name: string) => join(import.meta.dirname, '../../test/golden', name);

describe('our files', () => {
  it.each(Object.entries(HAPROXY))('%s', async (name, model) => {
    const text = printHaproxy(model);
    await expect(text).toMatchFileSnapshot(golden(name));
    expect(parseHaproxy(text).file).toEqual(model);
  });

  it.each(Object.entries(KEEPALIVED))('%s', async (name, model) => {
    const text = printKeepalived(model);
    await expect(text).toMatchFileSnapshot(golden(name));
    expect(parseKeepalived(text).file).toEqual(model);
  });

  it('bound a dead peer on every server line, since default-server forgets it', () => {
    const lines = printHaproxy(HAPROXY['haproxy.cfg']).split('\n');
    const servers = lines.filter(line => line.startsWith('  server '));
    // Once with checks, and once for when all checks fail.
    expect(servers).toHaveLength(4);
    for (const line of servers) expect(line).toMatch(/ tcp-ut 10s$/);
    expect(lines.find(line => line.includes('default-server'))).not.toContain('tcp-ut');
  });

  it('never weigh a tracker, since a weight delays what FAULT does at once', () => {
    const text = printKeepalived(KEEPALIVED['keepalived.conf']);
    expect(text.match(/weight \S+/g)).toEqual(['weight 0', 'weight 0']);
  });
});

/** Debian 13's programs, from what the caches hold: a root folder and the bundle's packages. */
const cache = foldersOf(process.env).cache;
const roots = list(join(cache, 'rootfs'))
  .filter(name => name.startsWith('trixie-'))
  .map(name => join(cache, 'rootfs', name))
  .filter(root => existsSync(join(root, 'usr/lib')));
const packages = list(join(cache, 'bundles'))
  .map(name => join(cache, 'bundles', name, 'apt'))
  .find(folder => list(folder).some(name => name.startsWith('haproxy_')));
const missing =
  process.getuid?.() !== 0
    ? 'needs root'
    : roots.length === 0
      ? 'no root folder in the cache; lab up makes one'
      : packages === undefined
        ? 'no bundle in the cache; bundle build makes one'
        : null;

describe.skipIf(missing !== null)(
  `the real programs accept them${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    const work = missing === null ? mkdtempSync(join(tmpdir(), 'barque-golden-')) : '';

    beforeAll(() => {
      for (const folder of ['upper', 'scratch', 'unpack', 'root']) mkdirSync(join(work, folder));
      const wanted = list(packages!).filter(name => /^(haproxy|keepalived|lib.*)_.*\.deb$/.test(name));
      expect(wanted.length).toBeGreaterThan(10);
      for (const name of wanted)
        execFileSync('dpkg-deb', ['-x', join(packages!, name), join(work, 'unpack')]);
      const files: [string, string, number][] = [
        [
          'etc/passwd',
          `${readFileSync(join(roots[0]!, 'etc/passwd'), 'utf8')}haproxy:x:150:150::/:/bin/false\n`,
          0o644,
        ],
        ['etc/group', `${readFileSync(join(roots[0]!, 'etc/group'), 'utf8')}haproxy:x:150:\n`, 0o644],
        [ALIVE_CHECK_PATH.slice(1), ALIVE_CHECK, 0o755],
        ['etc/barque/ca.pem', CA, 0o644],
        [OWN_ETCD_FILE.path.slice(1), OWN_ETCD_FILE.content, 0o644],
        ...Object.entries(HAPROXY).map(([name, model]): [string, string, number] => [
          `srv/${name}`,
          printHaproxy(model),
          0o644,
        ]),
        ...Object.entries(KEEPALIVED).map(([name, model]): [string, string, number] => [
          `srv/${name}`,
          printKeepalived(model),
          0o644,
        ]),
        ['srv/broken.cfg', printHaproxy(HAPROXY['haproxy.cfg']).replace('redispatch', 'redispach'), 0o644],
        [
          'srv/broken.conf',
          printKeepalived(KEEPALIVED['keepalived.conf']).replace('nopreempt', 'noprempt'),
          0o644,
        ],
      ];
      for (const [path, text, mode] of files) {
        mkdirSync(join(work, 'upper', path, '..'), { recursive: true });
        writeFileSync(join(work, 'upper', path), text, { mode });
      }
      mkdirSync(join(work, 'upper/run/barque'), { recursive: true });
      mkdirSync(join(work, 'upper/var/lib/haproxy'), { recursive: true });
    }, 60_000);

    afterAll(() => rmSync(work, { recursive: true, force: true }));

    /** Runs in a root, a mount and a network namespace of its own, all gone with the program. */
    function inside(...command: string[]): { code: number; said: string } {
      const script = `set -e
ip link add eth0 type veth peer name eth1
ip address add 10.77.1.51/24 dev eth0
ip link set eth0 up
mount -t overlay overlay -o "lowerdir=$1/unpack:$2,upperdir=$1/upper,workdir=$1/scratch" "$1/root"
mount -t proc proc "$1/root/proc"
root=$1/root
shift 2
exec chroot "$root" "$@" 2>&1`;
      const args = ['--mount', '--net', 'sh', '-c', script, 'sh', work, roots[0]!, ...command];
      try {
        return {
          code: 0,
          said: execFileSync('unshare', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
        };
      } catch (error) {
        const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
        return { code: status, said: `${stdout}${stderr}` };
      }
    }

    it.each(Object.keys(HAPROXY))('haproxy: %s', name => {
      expect(inside('/usr/sbin/haproxy', '-c', '-f', `/srv/${name}`)).toEqual({ code: 0, said: '' });
    });

    it.each(['keepalived.conf', 'keepalived-alone.conf', 'keepalived-patched.conf'])(
      'keepalived: %s',
      name => {
        expect(inside('/usr/sbin/keepalived', '-t', '-f', `/srv/${name}`)).toEqual({ code: 0, said: '' });
      },
    );

    it('and refuse broken ones, so that the above means something', () => {
      expect(inside('/usr/sbin/haproxy', '-c', '-f', '/srv/broken.cfg')).toMatchObject({
        code: 1,
        said: expect.stringContaining('redispach'),
      });
      expect(inside('/usr/sbin/keepalived', '-t', '-f', '/srv/broken.conf')).toMatchObject({
        code: 5,
        said: expect.stringContaining('noprempt'),
      });
    });
  },
);

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** A self-signed certificate whose key was thrown away; only its form matters. */
const CA = `-----BEGIN CERTIFICATE-----
MIIBbzCCARWgAwIBAgIUUqJPCSu2+00uKqRNILE5bkwi9MgwCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCY2EwHhcNMjYxMTIyMjMwMDE1WhcNMjYxMjIyMjMwMDE1WjAN
MQswCQYDVQQDDAJjYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNI7GbjIJmkM
lhG8jMa4Spd6/Dcn5FoT7h0icKx2HoOOAYXkAnh8HMQDcceAvkgGU+PHE0QnOOfs
2NFGnlTZt5SjUzBRMB0GA1UdDgQWBBSh0OMVoaXMJjKIHOAQAWc0FalkVTAfBgNV
HSMEGDAWgBSh0OMVoaXMJjKIHOAQAWc0FalkVTAPBgNVHRMBAf8EBTADAQH/MAoG
CCqGSM49BAMCA0gAMEUCIQD/x9hY8Od0IxGAItyhBfPypDc8V2WCI+P0Gk+Ti3X+
wQIgHm/ZjcJb8SpXZZxD+NNJ92GENWWcOBPr7e81DoSJ2qE=
-----END CERTIFICATE-----
`;

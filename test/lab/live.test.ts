/** One cluster lived with, on real machines: growth, change, drift, maintenance under traffic, removal, and a reset that leaves no trace. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barque, on, start, well } from './barque.ts';
import { kubernetesBundle } from './bundle.ts';
import { kubectl, readyNodes, voters } from './cluster.ts';
import { endGuardedPods, guardedPods, runGuardedPod } from './guarded-pod.ts';
import { withHosts } from './hosts-of-file.ts';
import { keepLogs } from './keep-logs.ts';
import { killedWhileLoading } from './killed-run.ts';
import { secretsOf } from './secrets-of.ts';

const LAB = 't-live';
const PLANES = ['cp1', 'cp2', 'cp3'];
const MACHINES = [...PLANES, 'w1', 'w2'];

let file: string;
/** The file with all machines. */
let whole: string;

beforeAll(async () => {
  const bundle = await kubernetesBundle();
  await well('lab', 'up', LAB, '--control-planes', '3', '--workers', '2', '--bundle', bundle);
  file = (await well('lab', 'file', LAB)).trim();
  whole = await readFile(file, 'utf8');
});

afterAll(async () => {
  await barque('lab', 'down', LAB);
});

keepLogs(LAB, MACHINES);

/** Whether this machine reaches the API by its Service; kube-proxy takes a second after it is ready. */
const SERVICE =
  "for try in 1 2 3 4 5 6 7 8; do timeout 1 bash -c ': </dev/tcp/10.96.0.1/443' 2>/dev/null && echo reached && exit 0; sleep 1; done; nft list map ip kube-proxy service-ips; true";

async function planned(): Promise<string[]> {
  const { changes } = JSON.parse(await well('plan', '-f', file, '-o', 'json')) as {
    changes: { steps: { id: string }[] }[];
  };
  return changes.flatMap(({ steps }) => steps.map(({ id }) => id));
}

async function applied(): Promise<void> {
  const { code, stdout, stderr } = await barque('apply', '-f', file, '--yes', '-o', 'jsonl');
  expect(code, `${stdout.slice(-3000)}\n${stderr}`).toBe(0);
  expect(await planned()).toEqual([]);
}

/** Asks the endpoint by new connections while something is done, and prints what came of it; time is not judged here. */
async function underTraffic(what: string, act: () => Promise<void>): Promise<void> {
  const probe = start(['probe', '-f', file, '--for', '10m', '-o', 'json']);
  try {
    await act();
  } finally {
    probe.child.kill('SIGINT');
  }
  const { stdout } = await probe.ended;
  const { outage, attempts, failed } = JSON.parse(stdout) as {
    outage: { ms: number };
    attempts: number;
    failed: number;
  };
  process.stdout.write(
    `${what}: longest time without a success ${Math.round(outage.ms)} ms, ${failed} of ${attempts} attempts failed\n`,
  );
  expect(attempts - failed).toBeGreaterThan(0);
}

test('a cluster of one control plane and one worker is created', async () => {
  await writeFile(file, withHosts(whole, ['cp1', 'w1']));
  await applied();
  expect(await readyNodes(LAB, 'cp1')).toEqual(['cp1', 'w1']);
});

test('status tells drift of two hosts by itself, and that there is none any more', async () => {
  await on(
    LAB,
    'cp1',
    'cp -a /etc/keepalived/keepalived.conf /root/; echo "# mine" >>/etc/keepalived/keepalived.conf',
  );
  const drift = await driftByStatusAlone();
  expect(drift.steps).toBeGreaterThan(0);
  expect(Object.keys(drift.hosts)).toEqual(['cp1']);
  await on(LAB, 'cp1', 'mv /root/keepalived.conf /etc/keepalived/keepalived.conf');
  expect((await driftByStatusAlone()).steps).toBe(0);
});

describe('it grows', () => {
  test('to three control planes and two workers, by editing the file', async () => {
    const config = await on(LAB, 'cp1', 'cat /etc/kubernetes/admin.conf');
    const before = await on(LAB, 'cp1', 'pgrep -x kube-apiserver; stat -c %Y /etc/kubernetes/manifests/*');
    await writeFile(file, whole);
    await underTraffic('growth from 1 to 3 control planes', applied);
    expect(await readyNodes(LAB, 'cp1')).toEqual(MACHINES);
    for (const plane of PLANES) expect(await voters(LAB, plane)).toEqual(PLANES);
    // Whoever was there serves on: same process, same credentials.
    expect(await on(LAB, 'cp1', 'pgrep -x kube-apiserver; stat -c %Y /etc/kubernetes/manifests/*')).toBe(
      before,
    );
    expect(await on(LAB, 'cp1', 'cat /etc/kubernetes/admin.conf')).toBe(config);
  });

  test('with a snapshot of etcd from before each new member, on two hosts', async () => {
    for (const [member, hosts] of [
      ['cp2', ['cp1', 'cp2']],
      ['cp3', ['cp1', 'cp3']],
    ] as const) {
      for (const host of hosts)
        expect(await on(LAB, host, 'ls /var/lib/barque/snapshots')).toMatch(new RegExp(`before-${member}-`));
    }
  });
});

/** A run of this file that was killed while it worked. */
let killed: string;

test('the failover budget is changed in the file; the run is killed, and the next one ends it', async () => {
  await writeFile(file, whole.replace('failover: 1s', 'failover: 2s'));
  const steps = await planned();
  expect(new Set(steps.map(id => id.split('/')[1]))).toEqual(new Set(['keepalived']));
  killed = await killedWhileLoading(['apply', '-f', file, '--yes']);
  await underTraffic('another budget', applied);
});

describe('runs of the past', () => {
  test('are listed: what they were, and how they ended', async () => {
    const text = await well('run', 'list');
    const [columns, ...runs] = text.split('\n').map(line => line.trim().split(/\s{2,}/));
    expect(columns).toEqual(['RUN', 'CLUSTER', 'WHAT', 'CHANGES', 'TOOK', 'ENDED']);
    const [last, broken] = runs.filter(([, cluster]) => cluster === LAB);
    expect(last).toMatchObject({ 2: 'apply', 5: 'done' });
    expect(broken).toMatchObject({ 0: killed, 2: 'apply', 5: 'killed, or lost its machine' });
  });

  test('are told: one that went well', async () => {
    const told = await well('run', 'show');
    expect(told).toMatch(new RegExp(`barque apply for ${LAB}, began .*, done after`));
    expect(told).toMatch(/✓ keepalived/);
    expect(told).not.toContain('To go on');
  });

  test('are told: one that was killed, with what nobody knows of it', async () => {
    const told = await well('run', 'show', killed);
    expect(told).toContain('killed, or lost its machine');
    expect(told).toMatch(/Begun, and nobody knows how it ended\n {2}cp\d\/keepalived\//);
    expect(told).toContain('To go on: the same command again.');
    const byHosts = await well('run', 'show', killed, '--hosts', '-f', file);
    expect(byHosts).toMatch(/keepalived/);
  });
});

test('the endpoint gets another name in the file, and its certificates have it', async () => {
  const { vip } = await statusNow();
  await writeFile(
    file,
    (await readFile(file, 'utf8')).replace(/^( *)vip: .*$/m, '$&\n$1names: [api.harbour.example]'),
  );
  await applied();
  for (const plane of ['cp1', 'cp2', 'cp3']) {
    const address = (await on(LAB, plane, 'hostname -I')).split(' ').find(each => each !== vip.address);
    const ask = `curl --silent --cacert /etc/kubernetes/pki/ca.crt --resolve api.harbour.example:6443:${address} https://api.harbour.example:6443/readyz`;
    // The apiserver looks at its files once a minute at the latest.
    await on(
      LAB,
      plane,
      `for second in $(seq 75); do [ "$(${ask})" != ok ] || exit 0; sleep 1; done; exit 1`,
    );
  }
});

describe('drift', () => {
  const DRIFTS: readonly [what: string, host: string, command: string, step: RegExp][] = [
    [
      'a file edited by hand',
      'cp2',
      'echo "# mine" >>/etc/keepalived/keepalived.conf',
      /^cp2\/keepalived\/config$/,
    ],
    ['a stopped unit', 'w2', 'systemctl stop kubelet', /^w2\/node\//],
    [
      'an overridden unit',
      'cp3',
      'mkdir -p /etc/systemd/system/haproxy.service.d && printf "[Service]\\nNice=5\\n" >/etc/systemd/system/haproxy.service.d/99-mine.conf',
      /^cp3\/haproxy\/load$/,
    ],
    ['a changed sysctl', 'w1', 'sysctl -q -w net.ipv4.conf.all.rp_filter=1', /^w1\/system\//],
    [
      'a removed image',
      'w2',
      'ctr -n k8s.io images rm $(ctr -n k8s.io images ls -q | grep /coredns)',
      /^w2\/images\//,
    ],
    [
      'another mode of kube-proxy',
      'cp1',
      "export KUBECONFIG=/etc/kubernetes/admin.conf; kubectl -n kube-system get configmap kube-proxy -o yaml | sed 's/mode: nftables/mode: iptables/' | kubectl replace -f - && kubectl -n kube-system rollout restart daemonset kube-proxy",
      /^cp1\/cluster\//,
    ],
  ];

  test('is seen by plan and status', async () => {
    for (const [what, host, command, step] of DRIFTS) {
      await on(LAB, host, command);
      const seen = await planned();
      expect(
        seen.filter(id => step.test(id)),
        `${what}: ${seen.join(' ')}`,
      ).not.toEqual([]);
    }
    const { code, stdout } = await barque('status', '-f', file, '--drift', '-o', 'json');
    expect(code).toBe(3);
    const { drift, driftUnknown } = JSON.parse(stdout) as DriftTold;
    expect(driftUnknown).toBeNull();
    expect(drift!.steps).toBeGreaterThanOrEqual(DRIFTS.length);
    expect(Object.keys(drift!.hosts).sort()).toEqual(MACHINES);
    // Without being asked it tells the same where there is time for it, and else that there is none.
    const plain = JSON.parse((await barque('status', '-f', file, '-o', 'json')).stdout) as DriftTold;
    expect([
      { drift, driftUnknown: null },
      { drift: null, driftUnknown: 'slow' },
    ]).toContainEqual({ drift: plain.drift, driftUnknown: plain.driftUnknown });
  });

  test('is mended by apply', async () => {
    await applied();
    expect(await on(LAB, 'cp2', 'cat /etc/keepalived/keepalived.conf')).not.toContain('# mine');
    expect(await on(LAB, 'cp3', 'systemctl show -p Nice --value haproxy')).toBe('-15\n');
    expect(await kubectl(LAB, 'cp1', '-n kube-system get configmap kube-proxy -o yaml')).toContain(
      'mode: nftables',
    );
    await kubectl(LAB, 'cp1', '-n kube-system rollout status daemonset kube-proxy --timeout=60s');
    // kube-proxy takes over what it finds; Services must outlive that, each time.
    for (let restarts = 0; restarts < 2; restarts += 1) {
      await kubectl(LAB, 'cp1', '-n kube-system rollout restart daemonset kube-proxy');
      await kubectl(LAB, 'cp1', '-n kube-system rollout status daemonset kube-proxy --timeout=60s');
      for (const machine of MACHINES)
        expect(await on(LAB, machine, SERVICE), `${machine} reaches no Service`).toBe('reached\n');
    }
  });

  test('of an image that the bundle on the host lacks: said by its name, and mended when the bundle is whole', async () => {
    await on(
      LAB,
      'w2',
      'ctr -n k8s.io images rm $(ctr -n k8s.io images ls -q | grep /coredns) && mount -t tmpfs none /srv/bundle/images/blobs',
    );
    const { code, stderr } = await barque('apply', '-f', file, '--yes');
    await on(LAB, 'w2', 'umount /srv/bundle/images/blobs');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/the bundle in \S+ lacks \S+:v[0-9.]+: there is no/);
    await applied();
  });

  test('of the VIP, added by hand to a second host: the holder keeps it, and nobody else', async () => {
    const [holder] = await holders();
    const other = ['cp1', 'cp2', 'cp3'].find(name => name !== holder)!;
    const { vip } = await statusNow();
    await on(LAB, other, `ip address add ${vip.address}/32 dev eth0`);
    expect(await planned()).toContain(`${other}/keepalived/only-its-own`);
    expect((await statusNow()).vip.holders).toHaveLength(2);
    await applied();
    expect(await holders()).toEqual([holder]);
  });
});

describe('maintenance', () => {
  test('of the holder of the VIP: its reboot costs nothing, and it serves again afterwards', async () => {
    const [holder] = await holders();
    await underTraffic('maintenance, power cut and return of the holder of the VIP', async () => {
      await well('node', 'maintenance', holder!, '-f', file, '--yes');
      expect(await holders()).not.toContain(holder);
      expect(await problems()).toContain('host-in-maintenance');
      // Whoever works on it does not want it changed.
      expect(await planned()).toEqual([]);
      await well('lab', 'fault', `${LAB}/${holder}`, 'power-cut');
      await well('lab', 'fault', `${LAB}/${holder}`, 'power-on');
      await well('node', 'return', holder!, '-f', file, '--yes');
    });
    expect(await problems()).not.toContain('host-in-maintenance');
    expect(await planned()).toEqual([]);
  });

  test('of a second control plane is refused while one is away', async () => {
    await well('node', 'maintenance', 'cp1', '-f', file, '--yes');
    const { code, stderr } = await barque('node', 'maintenance', 'cp2', '-f', file, '--yes');
    expect(code).toBe(3);
    expect(stderr).toContain('cp1 is in maintenance already');
    await well('node', 'return', 'cp1', '-f', file, '--yes');
  });

  test('of a worker whose pod a disruption budget holds: it says which, leaves it, and is taken back', async () => {
    await runGuardedPod(LAB, 'cp1');
    const [pod] = await guardedPods(LAB, 'cp1');
    const { name, node } = pod!;
    const { code, stderr } = await barque(
      ...['node', 'maintenance', node, '-f', file, '--yes', '--drain-timeout', '3s'],
    );
    expect(code).toBe(12);
    expect(stderr).toContain(`default/${name}`);
    expect(stderr).toContain('default/guarded-budget');
    expect(stderr).toContain(`barque node return ${node} -f ${file}`);
    // Nothing went on without it: the pod runs, and no new one comes.
    expect(await guardedPods(LAB, 'cp1')).toEqual([pod]);
    expect(await problems()).toEqual(expect.arrayContaining(['host-in-maintenance']));
    await well('node', 'return', node, '-f', file, '--yes');
    expect(await problems()).not.toContain('host-in-maintenance');
    expect(await kubectl(LAB, 'cp1', `get node ${node} -o jsonpath={.spec.unschedulable}`)).toBe('');
    await endGuardedPods(LAB, 'cp1');
  });

  test('the VIP moves where it is told to', async () => {
    const [holder] = await holders();
    const to = PLANES.find(name => name !== holder)!;
    await underTraffic('hand-over of the VIP', () =>
      well('vip', 'move', '--to', to, '-f', file, '--yes').then(() => {}),
    );
    expect(await holders()).toEqual([to]);
  });
});

test('what support gets has the words of all hosts, and no secret', async () => {
  const archive = `${file}.support.tar.gz`;
  await well('support', 'dump', '-f', file, '--out', archive);
  const unpacked = (...words: string[]) =>
    execFileSync('tar', words, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const paths = unpacked('-tzf', archive).split('\n');
  for (const machine of MACHINES)
    for (const part of [
      'files/etc/containerd/config.toml',
      'units/kubelet.log',
      'files/var/lib/barque/fence',
    ])
      expect(paths).toContain(`support/hosts/${machine}/${part}`);
  // The journals of the last runs, each as run list has it.
  const runs = (JSON.parse(await well('run', 'list', '-o', 'json')) as { run: string }[]).slice(0, 10);
  for (const path of ['status.json', 'spec.json', 'about.txt', ...runs.map(({ run }) => `runs/${run}.jsonl`)])
    expect(paths).toContain(`support/${path}`);
  expect(paths.filter(path => /hosts\/cp1\/files\/var\/lib\/barque\/journal\//.test(path))).not.toEqual([]);
  expect(paths).toContain('support/hosts/cp2/files/etc/keepalived/keepalived.conf');
  const text = unpacked('-xzOf', archive);
  expect(text).not.toMatch(/PRIVATE KEY-----/);
  for (const plane of PLANES) {
    const secrets = await secretsOf(LAB, plane);
    expect(secrets.length).toBeGreaterThan(20);
    expect(secrets.filter(secret => text.includes(secret))).toEqual([]);
  }
});

test('a worker is removed, and the file is told', async () => {
  await well('node', 'remove', 'w2', '-f', file, '--yes');
  expect(await readFile(file, 'utf8')).not.toContain('name: w2');
  expect(await readyNodes(LAB, 'cp1')).toEqual([...PLANES, 'w1']);
  await applied();
  expect(await problems()).not.toContain('host-not-in-file');
  expect(await on(LAB, 'w2', TRACES)).toBe('');
});

test('a reset leaves the hosts as they were, and etcd’s log aside; one that is dead is named, and has its turn later', async () => {
  const wrong = await barque('reset', '-f', file, '--name', 'another');
  expect(wrong.code).toBe(64);
  await well('lab', 'fault', `${LAB}/cp3`, 'power-cut');
  const first = await barque('reset', '-f', file, '--name', LAB);
  expect(first.code).toBe(11);
  expect(first.stderr).toContain('Not reset: cp3. When they answer again, the same command');
  expect(first.stderr).not.toContain('planned again');
  expect(await on(LAB, 'cp1', TRACES)).toBe('/var/lib/barque\n');
  await well('lab', 'fault', `${LAB}/cp3`, 'power-on');
  await well('reset', '-f', file, '--name', LAB);
  expect(await on(LAB, 'w1', TRACES)).toBe('');
  for (const plane of PLANES) {
    expect(await on(LAB, plane, TRACES)).toBe('/var/lib/barque\n');
    expect(await on(LAB, plane, 'ls /var/lib/barque/aside/*/member/wal')).toContain('.wal');
  }
  const { stdout } = await barque('check', '-f', file, '-o', 'json');
  const { checks } = JSON.parse(stdout) as { checks: { id: string; verdicts: { is: string }[] }[] };
  const remains = checks.find(({ id }) => id === 'remains')!;
  expect(remains.verdicts).not.toEqual([]);
  expect(remains.verdicts.filter(({ is }) => is === 'failed')).toEqual([]);
});

/** Prints what a cluster of ours would have left. */
const TRACES =
  'for path in /var/lib/barque /etc/kubernetes /etc/barque /opt/barque /etc/cni /etc/haproxy /etc/keepalived /usr/local/lib/barque /etc/sysctl.d/50-barque.conf; do [ ! -e "$path" ] || echo "$path"; done; ' +
  'ls -A /var/lib/kubelet /var/lib/containerd 2>/dev/null | grep -v -e : -e "^$" -e "^lost+found$"; ls -d /opt/containerd 2>/dev/null; ' +
  'ls /etc/systemd/system | grep -E "kubelet|containerd|haproxy|keepalived"; dpkg-query -W haproxy keepalived conntrack 2>/dev/null; pgrep -x "kubelet|containerd|haproxy|keepalived|etcd"; ip link show cni0 2>/dev/null; true';

async function statusNow(): Promise<{
  vip: { address: string; holders: string[] };
  problems: { id: string }[];
}> {
  return JSON.parse((await barque('status', '-f', file, '-o', 'json')).stdout) as Awaited<
    ReturnType<typeof statusNow>
  >;
}

interface DriftTold {
  drift: { steps: number; hosts: Record<string, number> } | null;
  driftUnknown: string | null;
}

/** As often as it takes: on two cores a look can be too slow, and then says so. */
async function driftByStatusAlone(): Promise<NonNullable<DriftTold['drift']>> {
  for (let look = 1; ; look += 1) {
    const { stdout } = await barque('status', '-f', file, '-o', 'json');
    const { drift, driftUnknown } = JSON.parse(stdout) as DriftTold;
    if (drift !== null) return drift;
    expect(driftUnknown).toBe('slow');
    expect(look, 'no status came to know the drift').toBeLessThan(8);
  }
}

async function holders(): Promise<string[]> {
  return (await statusNow()).vip.holders;
}

async function problems(): Promise<string[]> {
  return (await statusNow()).problems.map(({ id }) => id);
}

/** One Kubernetes cluster on real machines: created through Ctrl-C and a kill, empty second plan, no secret left, and it works. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IMPORT_IMAGE, workload, workloadImage } from '../../setup/workload.ts';
import { seededRandom } from '../../src/base/random.ts';
import type { Verdict } from '../../src/checks/check.ts';
import type { JudgeResult, Proof } from '../../src/prove/proof.ts';
import { readJournal } from '../../src/run/journal.ts';
import type { Status } from '../../src/view/status.ts';
import { barque, on, type Ran, said, start, well } from './barque.ts';
import { kubernetesBundle } from './bundle.ts';
import { kubectl, list, readyNodes, send, voters } from './cluster.ts';
import { begunLate, fences, pressOnce, pressTwice, unfinished } from './ctrl-c.ts';
import { keepLogs } from './keep-logs.ts';

const LAB = 't-create';
const PLANES = ['cp1', 'cp2', 'cp3'];
const MACHINES = [...PLANES, 'w1'];
/**
 * What is left of a creation once packages are there takes about this long on 2 cores, milliseconds
 * (docs/measurements/build.md); a kill later would hit nothing.
 */
const REST_MS = 30_000;
/** Beginnings of private keys in PEM, and the field of a kubeconfig that holds one. */
const KEY_MARKERS = ['PRIVATE KEY-----', 'client-key-data'];
/** Between two looks at the command lines of all processes, milliseconds; a step's shell lives about this long. */
const LOOK_MS = 100;
/** What a run leaves on a host, and the words of all that runs: neither may hold a key. */
const LEFT_ON_HOST =
  'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" "\\n"; grep -r -s "" /var/lib/barque /run/barque /etc/barque /run/systemd/transient; journalctl --no-pager -o cat; true';

const seed = Number(process.env['BARQUE_TEST_SEED'] ?? Date.now() % 1_000_000);
let file: string;
let bundle: string;
/** Looks on while the cluster is created. */
let watch: ReturnType<typeof watchArguments>;
/** Command lines of all processes that were seen while runs went on. */
let commandLines: readonly string[] = [];
/** Journals and the stdout and stderr of all runs. */
let told = '';

beforeAll(async () => {
  process.stdout.write(`seed ${seed}: BARQUE_TEST_SEED=${seed} repeats it\n`);
  bundle = await kubernetesBundle();
  await well('lab', 'up', LAB, '--control-planes', '3', '--workers', '1', '--bundle', bundle);
  file = (await well('lab', 'file', LAB)).trim();
});

afterAll(async () => {
  await barque('lab', 'down', LAB);
});

keepLogs(LAB, MACHINES);

/** Looks at the command lines of all processes of this host, its machines' among them, until told to end. */
function watchArguments(): { end(): readonly string[] } {
  const seen = new Set<string>();
  const look = () => {
    for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        seen.add(words);
      } catch {
        // It has ended meanwhile.
      }
    }
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    end: () => {
      clearInterval(timer);
      return [...seen];
    },
  };
}

describe('create', () => {
  const keepTold = ({ stdout, stderr }: Ran) => {
    told += stdout + stderr;
  };
  /** Of a run that says where its journal is. */
  const eventsOf = async ({ stderr }: Ran) => {
    const { events } = await readJournal(/^Everything that happened stands in (.*)$/m.exec(stderr)![1]!);
    return events;
  };

  test('Ctrl-C while packages are installed: what runs is finished, nothing more begins, and it says so', async () => {
    told += await well('plan', '-f', file, '-o', 'json');
    watch = watchArguments();
    const run = start(['apply', '-f', file, '--yes']);
    await said(run, '✓');
    const stopped = await pressOnce(run);
    keepTold(stopped);
    const { code, stderr } = stopped;
    expect(code, stderr).toBe(130);
    const busy = /Stopping: nothing new begins\. What runs on (.*) is finished first\.$/m.exec(stderr)?.[1];
    expect(busy?.split(/, | and /).sort()).toEqual(MACHINES);
    expect(stderr).toContain('Ctrl-C again leaves at once');
    expect(stderr).toMatch(/^Stopped as you asked; what had begun was finished\. \d+ changes of \d+ done/m);
    expect(stderr).toMatch(/^Not begun, the run was stopped: /m);
    const events = await eventsOf(stopped);
    expect(unfinished(events)).toEqual([]);
    expect(begunLate(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({ is: 'run.ended', result: 'cancelled' });
    for (const fence of await fences(LAB, MACHINES))
      expect(fence).toEqual({ epoch: 1, released: true, running: [] });
  });

  test('Ctrl-C twice while images are unpacked: it leaves at once, and no host is given back', async () => {
    const run = start(['apply', '-f', file, '--yes', '-o', 'jsonl']);
    await said(run, '"step":"w1/images/import"');
    const left = await pressTwice(run);
    keepTold(left);
    expect(left.code, left.stderr).toBe(130);
    expect(left.stderr).toMatch(/^Left at once\. Steps that run end on their hosts by themselves/m);
    expect(left.stdout).not.toContain('"is":"run.ended"');
    const found = await fences(LAB, MACHINES);
    for (const fence of found) expect(fence).toMatchObject({ epoch: 2, released: false });
    process.stdout.write(`running when it had left: ${found.flatMap(({ running }) => running).join(' ')}\n`);
  });

  test('apply killed at a random moment after that converges when it is run again', async () => {
    const killed = start(['apply', '-f', file, '--yes', '-o', 'jsonl']);
    const ms = Math.round(seededRandom(seed)() * REST_MS);
    await Promise.race([delay(ms), killed.ended]);
    killed.child.kill('SIGKILL');
    const first = await killed.ended;
    const done = first.stdout.match(/"is":"change.ended"/g)?.length ?? 0;
    process.stdout.write(`killed after ${ms} ms, when ${done} changes had ended\n`);
    const second = await barque('apply', '-f', file, '--yes', '-o', 'jsonl');
    commandLines = watch.end();
    expect(second.code, `${second.stdout.slice(-3000)}\n${second.stderr}`).toBe(0);
    const { journal } = JSON.parse(second.stdout.trim().split('\n').at(-1)!) as { journal?: string };
    for (const ran of [first, second]) keepTold(ran);
    if (journal !== undefined) told += await readFile(journal, 'utf8');
    const [cp1, ...others] = await fences(LAB, MACHINES);
    // Whoever came after the one that left has taken every host from it.
    expect(cp1!.epoch).toBeGreaterThan(2);
    for (const fence of [cp1, ...others])
      expect(fence).toEqual({ epoch: cp1!.epoch, released: true, running: [] });
  });

  test('the second plan is empty', async () => {
    const { changes } = JSON.parse(await well('plan', '-f', file, '-o', 'json')) as { changes: unknown[] };
    expect(changes).toEqual([]);
  });

  test('a run that broke off when all was done gives its hosts back at the next apply', async () => {
    for (const machine of MACHINES)
      await on(LAB, machine, 'sed -i "/^released=/d" /var/lib/barque/fence; touch /var/lib/barque/heartbeat');
    const problems = async () => {
      const { stdout } = await barque('status', '-f', file, '-o', 'json');
      return (JSON.parse(stdout) as Status).problems.map(({ id }) => id);
    };
    expect(await problems()).toContain('run-broken-off');
    const { code, stderr } = await barque('apply', '-f', file, '--yes');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Nothing to do: .* when it broke off are given back\.$/m);
    expect(await problems()).not.toContain('run-broken-off');
  });

  test('every node is ready, and every control plane has a member of etcd that votes', async () => {
    expect(await readyNodes(LAB, 'cp1')).toEqual(MACHINES);
    for (const plane of PLANES) expect(await voters(LAB, plane)).toEqual(PLANES);
  });

  test('every check that is not about how busy this machine is passes on what lives now', async () => {
    const measured = ['--ignore-check', 'etcd-disk', 'stalls'];
    const { code, stdout, stderr } = await barque('check', '-f', file, '-o', 'json', ...measured);
    expect(stdout, stderr).not.toBe('');
    const { checks } = JSON.parse(stdout) as { checks: { id: string; verdicts: Verdict[] }[] };
    const bad = checks.flatMap(({ id, verdicts }) =>
      verdicts.filter(({ is }) => is === 'failed' || is === 'unknown').map(verdict => ({ id, ...verdict })),
    );
    expect(bad).toEqual([]);
    expect(code).toBe(0);
  });
});

describe('no secret is left', () => {
  test('in plan, events, journal and what was printed', async () => {
    for (const secret of await secrets()) expect(told.includes(secret), secret.slice(0, 24)).toBe(false);
  });

  test('in the arguments of a process, at any time of the run', async () => {
    expect(commandLines.some(words => words.includes('kubeadm'))).toBe(true);
    for (const line of await keyLines()) {
      expect(commandLines.filter(words => words.includes(line))).toEqual([]);
    }
  });

  test('on a host, but where Kubernetes keeps it', async () => {
    const found = await secrets();
    for (const machine of MACHINES) {
      const left = await on(LAB, machine, LEFT_ON_HOST);
      expect(left).toContain('/var/lib/barque/cluster.json');
      for (const secret of found)
        expect(left.includes(secret), `${machine}: ${secret.slice(0, 24)}`).toBe(false);
    }
  });

  test('as super-admin.conf', async () => {
    for (const plane of PLANES) {
      expect(await on(LAB, plane, 'ls /etc/kubernetes')).not.toContain('super-admin.conf');
    }
  });

  /** One line from each key of the authorities and of two kubeconfigs. */
  async function keyLines(): Promise<string[]> {
    const keys = await on(
      LAB,
      'cp1',
      'cd /etc/kubernetes; for key in ca front-proxy-ca etcd/ca sa; do sed -n 2p "pki/$key.key"; done; ' +
        'for config in admin scheduler; do sed -n "s/.*client-key-data: //p" "$config.conf" | cut -c 60-120; done',
    );
    const lines = keys.trim().split('\n');
    expect(lines).toHaveLength(6);
    for (const line of lines) expect(line.length).toBeGreaterThan(40);
    return lines;
  }

  async function secrets(): Promise<string[]> {
    return [...KEY_MARKERS, ...(await keyLines())];
  }
});

describe('the cluster', () => {
  test('has control planes whose kubelets ask their own apiserver', async () => {
    for (const plane of PLANES) {
      const address = (await on(LAB, plane, "sed -n 's/.*server: //p' /etc/kubernetes/kubelet.conf")).trim();
      const own = await on(LAB, plane, 'ip -4 -o address show scope global');
      expect(own).toContain(` ${new URL(address).hostname}/`);
      expect(new URL(address).port).toBe('6443');
    }
  });

  test('has its DNS on two hosts, of which a drain may take one', async () => {
    await kubectl(
      LAB,
      'cp1',
      '-n kube-system wait --for=condition=Available --timeout=60s deployment/coredns',
    );
    await kubectl(
      LAB,
      'cp1',
      '-n kube-system wait --for=condition=Ready --timeout=60s pods -l k8s-app=kube-dns',
    );
    const pods = await list(LAB, 'cp1', '-n kube-system pods -l k8s-app=kube-dns');
    expect(new Set(pods.map(({ spec }) => spec.nodeName)).size).toBe(2);
    expect(await kubectl(LAB, 'cp1', '-n kube-system get pdb coredns -o jsonpath={.spec.minAvailable}')).toBe(
      '1',
    );
  });

  test('lets a pod on the worker reach a Service by its name', async () => {
    await send(LAB, 'w1', IMPORT_IMAGE, await workloadImage(bundle));
    await send(LAB, 'cp1', 'kubectl --kubeconfig /etc/kubernetes/admin.conf apply -f -', workload());
    await kubectl(LAB, 'cp1', 'rollout status deployment/hello --timeout=60s');
    const [pod] = await list(LAB, 'cp1', 'pods -l app=hello');
    expect(pod!.spec.nodeName).toBe('w1');
    const inside = `exec ${pod!.metadata.name} -- /barque-probe get http://hello.default.svc.cluster.local/whoami`;
    expect(await kubectl(LAB, 'cp1', inside)).toMatch(/^hello-/);
  });

  test('answers by its endpoint', async () => {
    const vip = /vip: "?([0-9.]+)/.exec(await readFile(file, 'utf8'))![1]!;
    const answer = await well(
      'lab',
      'exec',
      LAB,
      '--',
      'curl',
      '-sk',
      '--max-time',
      '5',
      `https://${vip}:8443/readyz`,
    );
    expect(answer.trim()).toBe('ok');
  });
});

/** The structure of a proof; times are the benchmark's: two cores carry everything here, another suite's lab too. */
describe('drills', () => {
  const DRILLS = [
    'control',
    'vip-holder-power-loss',
    'haproxy-killed',
    'apiserver-killed',
    'etcd-leader-killed',
  ];
  /** What must hold however busy these two cores are; the other verdicts are printed, and judged by the benchmark. */
  const ALWAYS = ['nothing-lost', 'recovery'];
  /** What a balancer that is not scheduled for longer than its timers allow cannot keep (docs/measurements/failover.md). */
  const UNLESS_LATE = ['one-holder-address', 'one-holder-arp'];

  /** Five drills of half a minute, on machines that are busy beside. */
  const DRILLS_MS = 900_000;

  test(
    'every kind of fault is borne: one holder, nothing lost, whole again',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'barque-proof-'));
      try {
        const { code, stdout, stderr } = await barque(
          'prove',
          ...DRILLS,
          ...['-f', file, '--report', folder, '-o', 'json'],
          // Other suites' labs are on the same two cores: nothing here is judged by time.
          ...['--repeats', '0'],
        );
        expect([0, 3], stderr).toContain(code);
        const proof = JSON.parse(stdout) as Proof;
        process.stdout.write(`${stderr}\n`);
        expect(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))).toEqual(proof);
        expect(proof.drills.map(({ id }) => id)).toEqual(DRILLS);
        for (const { id, skipped, judges, outage, samples } of proof.drills) {
          expect(skipped, id).toBeNull();
          const isFit = ({ judge, verdict }: JudgeResult) =>
            verdict === 'passed' || (verdict === 'not-judged' && UNLESS_LATE.includes(judge));
          const asked = judges.filter(({ judge }) => [...ALWAYS, ...UNLESS_LATE].includes(judge));
          expect(asked.map(({ judge }) => judge).sort(), id).toEqual([...ALWAYS, ...UNLESS_LATE].sort());
          expect(
            asked.filter(each => !isFit(each)),
            id,
          ).toEqual([]);
          expect(Object.keys(outage).length, id).toBeGreaterThanOrEqual(6);
          expect(samples[0]!.struck.length, id).toBe(id === 'control' ? 0 : 1);
        }
        const loss = proof.drills[1]!;
        // A fault that no client saw was none.
        expect(loss.failedShare.newConnections!.max).toBeGreaterThan(0);
        expect(loss.samples[0]!.timeline.map(({ what }) => what).join('\n')).toMatch(/has the VIP/);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    DRILLS_MS,
  );

  test('leave no object behind, and their end stands in status', async () => {
    await kubectl(LAB, 'cp1', 'wait --for=delete namespace/barque-drill --timeout=60s');
    const { lastProof } = JSON.parse(await well('status', '-f', file, '-o', 'json')) as Status;
    expect(lastProof).toMatchObject({ drills: DRILLS.length });
  });
});

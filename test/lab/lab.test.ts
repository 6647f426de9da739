/** The lab on this host: machines appear, fail in every way, heal, and leave nothing behind. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { foldersOf } from '../../src/base/xdg.ts';
import { DEFAULT_FAULT_OPTIONS } from '../../src/lab/fault.ts';
import { faultOf, healMachine, injectFault } from '../../src/lab/faults.ts';
import { vantageNetns } from '../../src/lab/names.ts';
import { machineOf, openLab } from '../../src/lab/record.ts';
import { machineState } from '../../src/lab/status.ts';
import { restoreSysctls, saveSysctls } from '../../src/lab/sysctls.ts';
import { barque, on, start, well } from './barque.ts';
import { labBundle } from './bundle.ts';
import { stopWatching, takeCounts, watchFrames } from './frames.ts';
import { remainsOnHost } from './remains.ts';

const LAB = 't-lab';
/** Where machines get packages: not whatever this host's cache holds besides. */
let from: string[];
const UP = ['--control-planes', '2', '--workers', '0', '--servers', '1'];
const never = new AbortController().signal;

interface Status {
  name: string;
  machines: { name: string; address: string; roles: string[]; state: string }[];
}

async function status(lab = LAB): Promise<Status> {
  return JSON.parse(await well('lab', 'status', lab, '-o', 'json')) as Status;
}

/** By the product's functions in this process: what is looked at often should not start a program each time. */
async function target(machine: string) {
  const lab = await openLab(foldersOf(process.env), LAB);
  return { lab, machine: machineOf(lab, machine) };
}

async function stateOf(name: string): Promise<string> {
  const { lab, machine } = await target(name);
  return await machineState(lab, machine, never);
}

async function addressOf(name: string): Promise<string> {
  return (await target(name)).machine.address;
}

/** Whether the machine's kernel takes a connection from the vantage. */
async function answers(machine: string): Promise<boolean> {
  const address = `TCP:${await addressOf(machine)}:22,connect-timeout=1`;
  return inVantage('socat', '-u', 'OPEN:/dev/null', address).status === 0;
}

/** Whether the machine's sshd greets. */
async function greets(machine: string): Promise<boolean> {
  const address = `TCP:${await addressOf(machine)}:22,connect-timeout=1`;
  return inVantage('timeout', '1', 'socat', '-u', address, '-').stdout.startsWith('SSH-');
}

function inVantage(...words: readonly string[]): { status: number | null; stdout: string } {
  return spawnSync('ip', ['netns', 'exec', vantageNetns(LAB), ...words], { encoding: 'utf8' });
}

function inject(machine: string, id: string, from: readonly string[] = []): Promise<unknown> {
  const options = { ...DEFAULT_FAULT_OPTIONS, from };
  return target(machine).then(it => injectFault(faultOf(id), it, options, systemClock, never));
}

/** Takes the machine's faults away; returns which there were. */
function heal(machine: string): Promise<string[]> {
  return target(machine).then(it => healMachine(it, systemClock, never));
}

function fault(machine: string, id: string, ...options: string[]): Promise<string> {
  return well('lab', 'fault', `${LAB}/${machine}`, id, ...options);
}

// Machines take their packages from the cache's bundle when none is named.
beforeAll(async () => {
  from = ['--bundle', await labBundle()];
});

afterAll(async () => {
  await barque('lab', 'down', LAB);
});

describe('a lab', () => {
  beforeAll(async () => {
    await barque('lab', 'down', LAB);
    await well('lab', 'up', LAB, ...UP, ...from, '--disk-size', '2');
    // Something to see on the wire in both directions.
    for (const [from, to] of [
      ['cp1', 'cp2'],
      ['cp2', 'cp1'],
    ] as const) {
      await on(LAB, from, `systemd-run -q --unit=chatter ping -n -q -i 0.02 ${await addressOf(to)}`);
    }
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await barque('lab', 'heal', LAB);
  });

  test('has the machines that were asked for, all running', async () => {
    expect(await status()).toMatchObject({
      name: LAB,
      machines: [
        { name: 'cp1', roles: ['control-plane'], state: 'running' },
        { name: 'cp2', roles: ['control-plane'], state: 'running' },
        { name: 's1', roles: [], state: 'running' },
      ],
    });
  });

  test('has machines as fresh servers are: all units well, no package source but the bundle’s', async () => {
    const words =
      'systemctl is-system-running --wait; cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>&-; which haproxy keepalived containerd kubelet';
    expect((await barque('lab', 'ssh', `${LAB}/cp1`, '--', words)).stdout).toBe(
      'running\ndeb [trusted=yes] file:/srv/bundle/apt ./\n',
    );
  });

  test('does not let a machine set the clock or load modules', async () => {
    const clock = await barque('lab', 'ssh', `${LAB}/cp1`, '--', 'date -s @0');
    expect(clock.code).not.toBe(0);
    expect(clock.stderr).toContain('Operation not permitted');
    expect((await barque('lab', 'ssh', `${LAB}/cp1`, '--', 'grep CapBnd /proc/1/status')).stdout).toMatch(
      // Bits 16 (CAP_SYS_MODULE) and 25 (CAP_SYS_TIME) are clear (capabilities(7)).
      /[0-9a-f]+[02468ace][0-9a-f]{4}$/m,
    );
  });

  test('gives the host its own settings back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'barque-'));
    const saved = join(folder, 'sysctls.json');
    const before = readFileSync('/proc/sys/kernel/panic', 'utf8');
    await saveSysctls(saved);
    await on(LAB, 'cp1', 'sysctl -w kernel.panic=11');
    expect(readFileSync('/proc/sys/kernel/panic', 'utf8')).toBe('11\n');
    expect(await restoreSysctls(saved)).toEqual(['kernel/panic']);
    expect(readFileSync('/proc/sys/kernel/panic', 'utf8')).toBe(before);
    await rmdir(folder);
  });

  test('cannot be made a second time, and a machine that it does not have is named', async () => {
    expect((await barque('lab', 'up', LAB, ...from)).code).toBe(64);
    const unknown = await barque('lab', 'ssh', `${LAB}/cp9`, '--', 'true');
    expect(unknown.code).toBe(64);
    expect(unknown.stderr).toContain('cp1, cp2, s1');
  });

  test('hands through exit codes', async () => {
    expect((await barque('lab', 'ssh', `${LAB}/s1`, '--', 'exit 7')).code).toBe(7);
    expect((await barque('lab', 'exec', LAB, '--', 'sh', '-c', 'exit 9')).code).toBe(9);
  });

  test('power-cut: no frame of the machine after it, no FIN or RST with it; the disk survives', async () => {
    await on(LAB, 'cp1', 'echo kept >/root/kept');
    const held = start(['lab', 'ssh', `${LAB}/cp1`, '--', 'sleep 60']);
    watchFrames(LAB, 'cp1', 'cp2');
    await delay(300);
    expect(takeCounts(LAB).sent).toBeGreaterThan(0);
    await fault('cp1', 'power-cut');
    expect(takeCounts(LAB).ends).toBe(0);
    await delay(1000);
    expect(takeCounts(LAB).sent).toBe(0);
    expect(await stateOf('cp1')).toBe('off');
    stopWatching(LAB);
    held.child.kill('SIGKILL');
    await well('lab', 'heal', `${LAB}/cp1`);
    expect(await stateOf('cp1')).toBe('running');
    expect(await on(LAB, 'cp1', 'cat /root/kept')).toBe('kept\n');
    await on(LAB, 'cp1', `systemd-run -q --unit=chatter ping -n -q -i 0.02 ${await addressOf('cp2')}`);
  });

  test('freeze: userland stands still, the kernel answers', async () => {
    await inject('cp1', 'freeze');
    expect(await stateOf('cp1')).toBe('frozen');
    expect(await answers('cp1')).toBe(true);
    expect(await greets('cp1')).toBe(false);
    await inject('cp1', 'thaw');
    expect(await stateOf('cp1')).toBe('running');
    expect(await greets('cp1')).toBe(true);
  });

  test('pause: nothing answers; thaw lets all go on', async () => {
    await fault('cp1', 'pause');
    expect(await stateOf('cp1')).toBe('paused');
    expect(await answers('cp1')).toBe(false);
    await fault('cp1', 'thaw');
    expect(await stateOf('cp1')).toBe('running');
    expect(await greets('cp1')).toBe(true);
  });

  test('unplug: the machine runs on without carrier; plug', async () => {
    await inject('cp1', 'unplug');
    expect(await stateOf('cp1')).toBe('running');
    expect(await answers('cp1')).toBe(false);
    await inject('cp1', 'plug');
    await until(() => answers('cp1'));
    expect((await barque('lab', 'fault', `${LAB}/cp1`, 'plug')).stderr).toContain('plugged in');
  });

  const cuts = [
    { id: 'one-way-in', options: [], arrives: true, receives: false, reached: false },
    { id: 'one-way-out', options: [], arrives: false, receives: true, reached: false },
    { id: 'partition', options: [], arrives: false, receives: false, reached: true },
    { id: 'partition', options: ['--from', 'cp2'], arrives: false, receives: false, reached: true },
    { id: 'partition', options: ['--from', 's1'], arrives: true, receives: true, reached: true },
    { id: 'drop-vrrp', options: [], arrives: true, receives: true, reached: true },
  ];
  test.each(cuts)(
    '$id $options cuts exactly what it says',
    async ({ id, options, arrives, receives, reached }) => {
      watchFrames(LAB, 'cp1', 'cp2');
      await inject('cp1', id, options.slice(1));
      takeCounts(LAB);
      await delay(200);
      const { arrived, received } = takeCounts(LAB);
      expect({ arrives: arrived > 0, receives: received > 0 }).toEqual({ arrives, receives });
      expect(await answers('cp1')).toBe(reached);
      await well('lab', 'heal', `${LAB}/cp1`);
      await until(async () => {
        const counts = takeCounts(LAB);
        return counts.arrived > 0 && counts.received > 0;
      });
      stopWatching(LAB);
      expect(await answers('cp1')).toBe(true);
    },
  );

  test('drop-vrrp: protocol 112 is lost, and arrives again when healed', async () => {
    watchFrames(LAB, 'cp1', 'cp2');
    const advert = async () => {
      inVantage('sh', '-c', `echo | socat - IP4-SENDTO:${await addressOf('cp1')}:112`);
      return takeCounts(LAB).vrrp;
    };
    expect(await advert()).toBe(1);
    await inject('cp1', 'drop-vrrp');
    expect(await advert()).toBe(0);
    await heal('cp1');
    expect(await advert()).toBe(1);
    stopWatching(LAB);
  });

  test('slow-link: both directions wait in a bucket', async () => {
    await fault('cp1', 'slow-link', '--rate', '2mbit');
    await on(LAB, 'cp1', 'head -c 200000 /dev/urandom');
    const limits = await on(LAB, 'cp1', 'cat /proc/net/dev >/dev/null; tc -s qdisc show dev eth0');
    expect(limits).toMatch(/qdisc tbf .* rate 2Mbit/);
    expect(Number(/overlimits (\d+)/.exec(limits)?.[1])).toBeGreaterThan(0);
    await heal('cp1');
    expect(await on(LAB, 'cp1', 'tc qdisc show dev eth0')).not.toContain('tbf');
  });

  test('fill-disk: no byte fits, and all fits again when healed', async () => {
    await fault('s1', 'fill-disk');
    const full = await barque('lab', 'ssh', `${LAB}/s1`, '--', 'head -c 1000000 /dev/zero >/root/more');
    expect(full.code).not.toBe(0);
    expect(full.stderr).toContain('No space left on device');
    await well('lab', 'heal', `${LAB}/s1`);
    await on(LAB, 's1', 'head -c 1000000 /dev/zero >/root/more');
  });

  test('lose-disk: only without power; what boots next is fresh, and lets the same people in', async () => {
    expect((await barque('lab', 'fault', `${LAB}/s1`, 'lose-disk')).stderr).toContain(
      'the machine is running',
    );
    await on(LAB, 's1', 'echo lost >/root/lost; echo lost >/var/lib/etcd/lost');
    const id = await on(LAB, 's1', 'cat /etc/machine-id');
    await inject('s1', 'power-cut');
    await fault('s1', 'lose-disk');
    expect(await heal('s1')).toEqual(['power-cut']);
    expect(await on(LAB, 's1', 'ls /root/lost /var/lib/etcd 2>/dev/null; true')).toBe('/var/lib/etcd:\n');
    expect(await on(LAB, 's1', 'cat /etc/machine-id')).not.toBe(id);
    expect(await on(LAB, 's1', 'df --output=size -m / | tail -n1')).toMatch(/^ *(1[89]|20)\d\d\n$/);
  });

  test('goes away whole, frozen machines and those without power too', async () => {
    await inject('cp1', 'freeze');
    await inject('s1', 'power-cut');
    expect(remainsOnHost(LAB)).not.toEqual([]);
    await well('lab', 'down', LAB);
    expect(remainsOnHost(LAB)).toEqual([]);
  });
});

/** For what comes back by itself within moments: a link, an address that networkd sets again. */
async function until(is: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 50; n += 1) {
    if (await is()) return;
    await delay(100);
  }
  throw new Error('it did not come back');
}

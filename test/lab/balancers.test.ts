/** One cluster of load balancers on real machines, lived through: create, again, drift, saved plans, kills, takeover, power cut. */
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { readJournal } from '../../src/run/journal.ts';
import { barque, on, start, well } from './barque.ts';
import { labBundle } from './bundle.ts';
import { keepLogs } from './keep-logs.ts';
import { servers } from './servers.ts';

const LAB = 't-balancers';
const MACHINES = ['lb1', 'lb2', 'lb3'];
const seed = Number(process.env['BARQUE_TEST_SEED'] ?? Date.now() % 1_000_000);
const random = seededRandom(seed);
let file: string;
let vip: string;

beforeAll(async () => {
  process.stdout.write(`seed ${seed}: BARQUE_TEST_SEED=${seed} repeats it\n`);
  const bundle = await labBundle();
  await well(
    ...[
      'lab',
      'up',
      LAB,
      '--control-planes',
      '0',
      '--workers',
      '0',
      '--load-balancers',
      '3',
      '--servers',
      '2',
    ],
    ...['--bundle', bundle],
  );
  file = (await well('lab', 'file', LAB)).trim();
  vip = /vip: ([0-9.]+)/.exec(await readFile(file, 'utf8'))![1]!;
  await servers(LAB, file, vip, bundle);
  // What the tests change: it reaches every balancer and costs a reload.
  await edit(/^( *)backends:/m, '$1health: {path: /readyz}\n$1backends:');
});

afterAll(async () => {
  await barque('lab', 'down', LAB);
});

keepLogs(LAB, MACHINES);

/** The file with one line changed. */
async function edit(from: RegExp, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(from);
  await writeFile(file, text.replace(from, to));
}

/** Another path for the health checks. */
function wish(path: string): Promise<void> {
  return edit(/path: \/\w+/, `path: ${path}`);
}

async function changes(): Promise<{ id: string; action: string; because: string }[]> {
  return (JSON.parse(await well('plan', '-f', file, '-o', 'json')) as { changes: [] }).changes;
}

async function holders(): Promise<string[]> {
  const held = await Promise.all(
    MACHINES.map(async name => [
      name,
      (await barque('lab', 'ssh', `${LAB}/${name}`, '--', 'ip -4 -o address')).stdout,
    ]),
  );
  return held.filter(([, addresses]) => addresses!.includes(` ${vip}/`)).map(([name]) => name!);
}

/** Through the VIP, from where the operator sits. */
function ask(): Promise<string> {
  return well('lab', 'exec', LAB, '--', 'curl', '-sk', '--max-time', '5', `https://${vip}:8443/readyz`);
}

describe('create', () => {
  test('apply killed three times at random moments converges when it is run again', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { child, ended } = start(['apply', '-f', file, '--yes']);
      await Promise.race([delay(500 + random() * 5500), ended]);
      child.kill('SIGKILL');
      await ended;
    }
    const last = await barque('apply', '-f', file, '--yes');
    expect(last, last.stderr).toMatchObject({ code: 0 });
    expect(await changes()).toEqual([]);
    expect(await holders()).toHaveLength(1);
    expect((await ask()).trim()).toBe('ok');
  });

  test('a second apply finds nothing to do and takes no lock', async () => {
    const before = await on(LAB, 'lb1', 'cat /var/lib/barque/fence');
    const again = await barque('apply', '-f', file, '--yes');
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('Nothing to do');
    expect(await on(LAB, 'lb1', 'cat /var/lib/barque/fence')).toBe(before);
  });

  test('two plans have the same bytes', async () => {
    const [first, second] = [
      await well('plan', '-f', file, '-o', 'json'),
      await well('plan', '-f', file, '-o', 'json'),
    ];
    expect(second).toBe(first);
  });

  test('no spool, no log and no running unit is left on the machines', async () => {
    for (const machine of MACHINES) {
      const left = await on(
        LAB,
        machine,
        "ls -A /run/barque/spool /run/barque/log; systemctl list-units --all --plain --no-legend 'barque-step-*'",
      );
      expect(left.trim().split('\n')).toEqual(['/run/barque/log:', '', '/run/barque/spool:']);
    }
  });
});

describe('drift', () => {
  const harms = [
    { machine: 'lb1', what: 'a file edited by hand', harm: 'echo "# by hand" >>/etc/haproxy/haproxy.cfg' },
    { machine: 'lb1', what: 'a disabled unit', harm: 'systemctl disable -q keepalived' },
    { machine: 'lb2', what: 'a stopped unit', harm: 'systemctl stop haproxy' },
    {
      machine: 'lb2',
      what: 'a file with another mode',
      harm: 'chmod 0666 /etc/keepalived/keepalived.conf',
    },
    {
      machine: 'lb3',
      what: 'a unit that runs with another configuration than its file',
      harm:
        'cd /etc/haproxy && cp -p haproxy.cfg keep && echo "# other" >>haproxy.cfg && systemctl reload haproxy && ' +
        'until [ "$(cat /run/barque/loaded/haproxy.service.config)" = "$(sha256sum <haproxy.cfg | cut -c1-64)" ]; do sleep 0.1; done && mv keep haproxy.cfg',
    },
  ];

  test('of five kinds is seen by plan, each as what it is, and mended by one apply', async () => {
    for (const { machine, harm } of harms) await on(LAB, machine, harm);
    expect(await changes()).toMatchObject([
      { id: 'lb3/haproxy', action: '~', because: 'not-loaded' },
      { id: 'lb2/keepalived', action: '~', because: 'differs' },
      { id: 'lb2/haproxy', action: '~', because: 'not-running' },
      { id: 'lb1/keepalived', action: '~', because: 'not-loaded' },
      { id: 'lb1/haproxy', action: '~', because: 'differs' },
    ]);
    expect((await barque('plan', '-f', file, '--detailed-exitcode')).code).toBe(2);
    const mended = await barque('apply', '-f', file, '--yes');
    expect(mended, mended.stderr).toMatchObject({ code: 0 });
    expect(await changes()).toEqual([]);
  });
});

describe('a saved plan', () => {
  test('is applied as it is', async () => {
    const saved = `${file}.plan`;
    await wish('/healthz');
    await well('plan', '-f', file, '--save', saved);
    const applied = await barque('apply', '-f', file, '--plan', saved);
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    expect(await on(LAB, 'lb2', 'cat /etc/haproxy/haproxy.cfg')).toContain('uri /healthz');
    expect(await changes()).toEqual([]);
  });

  test('is refused when a host has drifted since, and nothing is changed', async () => {
    const saved = `${file}.plan`;
    await wish('/livez');
    await well('plan', '-f', file, '--save', saved);
    await on(LAB, 'lb1', 'echo "# by hand" >>/etc/haproxy/haproxy.cfg');
    const refused = await barque('apply', '-f', file, '--plan', saved);
    expect(refused.code).toBe(17);
    expect(refused.stderr).toContain('lb1/haproxy/config was changed by someone else');
    expect(await on(LAB, 'lb2', 'cat /etc/haproxy/haproxy.cfg')).toContain('uri /healthz');
    await well('apply', '-f', file, '--yes');
  });

  test('is refused when a byte of it was changed', async () => {
    const saved = `${file}.plan`;
    await well('plan', '-f', file, '--save', saved);
    await writeFile(saved, (await readFile(saved, 'utf8')).replace('"operation"', '"Operation"'));
    expect((await barque('apply', '-f', file, '--plan', saved)).code).toBe(17);
  });
});

describe('what is refused', () => {
  test('a configuration that HAProxy does not accept never replaces the one that runs', async () => {
    const before = await on(LAB, 'lb1', 'sha256sum /etc/haproxy/haproxy.cfg');
    await on(
      LAB,
      'lb1',
      'mv /usr/sbin/haproxy /usr/sbin/haproxy.real && printf "#!/bin/sh\\necho no such keyword >&2\\nexit 1\\n" >/usr/sbin/haproxy && chmod +x /usr/sbin/haproxy',
    );
    await wish('/readyz');
    const ran = await barque('apply', '-f', file, '--yes');
    await on(LAB, 'lb1', 'mv /usr/sbin/haproxy.real /usr/sbin/haproxy');
    expect(ran.code).toBe(12);
    expect(ran.stderr).toContain('haproxy does not accept /etc/haproxy/haproxy.cfg');
    expect(await on(LAB, 'lb1', 'sha256sum /etc/haproxy/haproxy.cfg')).toBe(before);
    await well('apply', '-f', file, '--yes');
  });

  test('hosts of another cluster', async () => {
    const other = `${file}.other`;
    await writeFile(other, (await readFile(file, 'utf8')).replace(`name: ${LAB}`, 'name: other'));
    const ran = await barque('apply', '-f', other, '--yes');
    expect(ran.code).toBe(10);
    expect(ran.stderr).toContain(`it belongs to the cluster ${LAB}`);
  });

  test('a role that cannot be planned yet', async () => {
    const other = `${file}.roles`;
    await writeFile(other, (await readFile(file, 'utf8')).replace('- load-balancer', '- control-plane'));
    expect((await barque('plan', '-f', other)).code).toBe(10);
  });
});

describe('two operators', () => {
  test('the second is told who holds the cluster, and may wait', async () => {
    await wish('/healthz');
    const first = start(['apply', '-f', file, '--yes']);
    await heldBySomebody();
    const second = await barque('apply', '-f', file, '--yes');
    expect([0, 16, 17], second.stderr).toContain(second.code);
    if (second.code === 16) expect(second.stderr).toMatch(/held by root on .* \(process \d+\)/);
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(await changes()).toEqual([]);
  });

  test('a frozen run that wakes up after a takeover changes nothing', async () => {
    await wish('/livez');
    const old = start(['apply', '-f', file, '--yes']);
    await heldBySomebody();
    old.child.kill('SIGSTOP');
    await wish('/readyz');
    const taken = await barque('apply', '-f', file, '--yes', '--lock-timeout', '90s');
    expect(taken, taken.stderr).toMatchObject({ code: 0 });
    old.child.kill('SIGCONT');
    const woken = await old.ended;
    expect(woken.code, woken.stderr).not.toBe(0);
    expect(await changes()).toEqual([]);
    for (const machine of MACHINES) {
      expect(await on(LAB, machine, 'cat /etc/haproxy/haproxy.cfg')).toContain('uri /readyz');
    }
  });

  /** Until some run has the fence of the first machine. */
  async function heldBySomebody(): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const fence = await on(LAB, 'lb1', 'cat /var/lib/barque/fence');
      if (!fence.includes('released=yes')) return;
    }
    throw new Error('no run took the cluster');
  }
});

describe('a power cut of the holder', () => {
  test('moves the VIP, and P1 measures the outage', async () => {
    const [holder] = await holders();
    const probing = start(['probe', '-f', file, '--for', '8s', '-o', 'json']);
    await delay(3000);
    await well('lab', 'fault', `${LAB}/${holder}`, 'power-cut');
    const probe = await probing.ended;
    expect(probe, probe.stderr).toMatchObject({ code: 0 });
    process.stdout.write(`power cut of ${holder}: ${probe.stdout.trim()}\n`);
    const after = await holders();
    expect(after).toHaveLength(1);
    expect(after).not.toContain(holder);
    expect((await ask()).trim()).toBe('ok');
  });

  test('with a host down, plan says so and apply leaves it out', async () => {
    const plan = JSON.parse(await well('plan', '-f', file, '-o', 'json')) as { unreachable: string[] };
    expect(plan.unreachable).toHaveLength(1);
    const applied = await barque('apply', '-f', file, '--yes');
    expect(applied.code).toBe(11);
    expect(applied.stderr).toContain(`Left out of this run: ${plan.unreachable[0]}`);
  });

  test('the machine comes back, is whole, and takes nothing away', async () => {
    const [holder] = await holders();
    await well('lab', 'heal', LAB);
    const mended = await barque('apply', '-f', file, '--yes');
    expect(mended, mended.stderr).toMatchObject({ code: 0 });
    expect(await changes()).toEqual([]);
    const [now, ...others] = await holders();
    expect(others).toEqual([]);
    // A holder that these two cores did not schedule in time loses the VIP to whoever waits: that is not taken away.
    if (now !== holder) expect(await secondsAsBackup(now!)).toBeGreaterThan(TAKES_AT_ONCE_S);
  });
});

/** Who preempts takes the VIP when it has been a backup for as long as adverts may be missing: less than a second here. */
const TAKES_AT_ONCE_S = 2;

/** From its first state after the boot to the last time that it became master. */
async function secondsAsBackup(machine: string): Promise<number> {
  const states = `journalctl -b -u keepalived -o short-unix --no-pager | awk '/Entering BACKUP/ && !b { b = $1 } /Entering MASTER/ { m = $1 } END { print m - b }'`;
  return Number(await on(LAB, machine, states));
}

describe('what a run leaves', () => {
  test('its journal reads back whole', async () => {
    await on(LAB, 'lb1', 'systemctl stop haproxy');
    const ran = JSON.parse((await barque('apply', '-f', file, '--yes', '-o', 'json')).stdout) as {
      journal: string;
    };
    const { events, torn } = await readJournal(ran.journal);
    expect(torn).toBe(false);
    expect(events.map(event => event.is)).toEqual(
      expect.arrayContaining(['host.taken', 'run.began', 'step.intent', 'step.outcome', 'run.ended']),
    );
  });
});

describe('removal and addition', () => {
  test('of the balancer that holds the VIP: no two hold it on the way, and nothing is left there', async () => {
    const [holder] = await holders();
    const whole = await readFile(file, 'utf8');
    const removal = await counted(async () => {
      await well('node', 'remove', holder!, '-f', file, '--yes');
      expect(await readFile(file, 'utf8')).not.toContain(`name: ${holder}`);
      await well('apply', '-f', file, '--yes');
    });
    expect(longestTogether(removal)).toBeLessThanOrEqual(TOGETHER_MS);
    expect(await holders()).toHaveLength(1);
    expect(await holders()).not.toContain(holder);
    expect(await changes()).toEqual([]);
    const left =
      'ls -d /var/lib/barque /etc/haproxy /etc/keepalived 2>/dev/null; pgrep -l "haproxy|keepalived"; true';
    expect(await on(LAB, holder!, left)).toBe('');
    await writeFile(file, whole);
  });

  test('of a balancer that the others have never heard of: no two hold the VIP on the way, and it serves', async () => {
    const [newcomer] = (await changes()).flatMap(({ id }) => MACHINES.filter(name => id.startsWith(name)));
    const before = await holders();
    const addition = await counted(async () => {
      await well('apply', '-f', file, '--yes');
    });
    expect(longestTogether(addition)).toBeLessThanOrEqual(TOGETHER_MS);
    expect(await holders()).toHaveLength(1);
    expect(await changes()).toEqual([]);
    expect(before).not.toContain(newcomer);
    expect(await on(LAB, newcomer!, 'systemctl is-active haproxy keepalived')).toBe('active\nactive\n');
  });
});

/** Until the file is there, or a test has been killed: a line `MILLISECONDS HELD` each 20 ms. */
const LOOKING =
  'rm -f /run/looked-enough; end=$(($(date +%s) + 120)); while [ ! -e /run/looked-enough ] && [ $(date +%s) -lt $end ]; do echo $(date +%s%3N) $(ip -o address show to VIP/32 | wc -l); sleep 0.02; done';

/** What each machine saw of the VIP while something was done: at least once that it had it, or nobody looked. */
async function counted(act: () => Promise<void>): Promise<string[]> {
  const looking = Promise.all(MACHINES.map(machine => on(LAB, machine, LOOKING.replace('VIP', vip))));
  try {
    await act();
  } finally {
    await Promise.all(MACHINES.map(machine => on(LAB, machine, 'touch /run/looked-enough')));
  }
  const seen = await looking;
  expect(seen.join('\n')).toMatch(/ 1$/m);
  return seen;
}

/** A look takes some 20 ms itself: two that fall around a hand-over both see the address. */
const TOGETHER_MS = 100;

/** Milliseconds in which more than one machine had the address without a break. */
function longestTogether(seen: readonly string[]): number {
  const held = seen.map(text =>
    text
      .trim()
      .split('\n')
      .map(line => line.split(' ').map(Number) as [number, number])
      .filter(([, count]) => count > 0)
      .map(([ms]) => ms),
  );
  const [own = [], ...others] = held;
  const together = [...own, ...others.flat()].filter(
    ms => held.filter(times => times.some(time => Math.abs(time - ms) <= 25)).length > 1,
  );
  let longest = 0;
  let since: number | null = null;
  for (const [at, ms] of together.sort((a, b) => a - b).entries()) {
    const before = together[at - 1];
    if (before === undefined || ms - before > 60) since = ms;
    longest = Math.max(longest, ms - (since ?? ms));
  }
  return longest;
}

/** The contract of the verbs on a real machine; test/simulation/contract.test.ts runs the same on a simulated one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Door } from '../../src/hosts/host.ts';
import { opensshShell } from '../../src/hosts/openssh.ts';
import { quote } from '../../src/hosts/quote.ts';
import { shellDoor } from '../../src/hosts/shell-door.ts';
import { HOOK, HOOK_PATH } from '../../src/layers/unit-loaded.ts';
import { CASES } from '../contract/verbs.ts';
import { BUNDLED, BUNDLED_SOURCE, type Workbench } from '../contract/workbench.ts';
import { barque, on, start, well } from './barque.ts';
import { labBundle } from './bundle.ts';
import { keepLogs } from './keep-logs.ts';

const LAB = 't-contract';
const MACHINE = 'lb1';
const UP = ['--control-planes', '0', '--workers', '0', '--load-balancers', '1'];

const DAEMON = {
  unit: 'barque-contract.service',
  config: '/etc/barque-contract.conf',
  settings: '/etc/systemd/system/barque-contract.service.d/50-barque.conf',
};

/** Where the machine sees the contract's bundle. */
const ON_HOST = '/srv/contract';

/** A daemon whose hooks note what it has read, as those of HAProxy and Keepalived do. */
const UNIT = `[Service]
ExecStart=/bin/sleep infinity
ExecStartPost=+${HOOK_PATH} ${DAEMON.unit} start ${DAEMON.config} ${DAEMON.settings}
ExecReload=+${HOOK_PATH} ${DAEMON.unit} reload ${DAEMON.config} ${DAEMON.settings}
[Install]
WantedBy=multi-user.target
`;

let bench: Workbench;
let door: Door;
let sockets: string;

beforeAll(async () => {
  await well('lab', 'up', LAB, ...UP, '--bundle', await labBundle());
  const folder = dirname((await well('lab', 'file', LAB)).trim());
  const { machines } = JSON.parse(await well('lab', 'status', LAB, '-o', 'json')) as {
    machines: { name: string; address: string }[];
  };
  const address = machines.find(({ name }) => name === MACHINE)!.address;
  sockets = await mkdtemp(join(tmpdir(), 'barque-'));
  const target = { name: MACHINE, address, user: 'root', port: 22, identityFile: null, bastion: null };
  door = shellDoor(opensshShell({ ...target, config: join(folder, 'ssh_config') }, sockets));
  await write('/etc/systemd/system/barque-contract.service', UNIT);
  await write(HOOK_PATH, HOOK);
  await run(`chmod 0755 ${HOOK_PATH} && systemctl daemon-reload && apt-get -q update`);
  for (const [path, content] of Object.entries(BUNDLED)) await write(`${ON_HOST}/${path}`, content);
  const version = (await run("apt-cache show --no-all-versions haproxy | sed -n 's/^Version: //p'")).trim();
  bench = {
    door,
    clock: systemClock,
    offered: { name: 'haproxy', version, unit: 'haproxy.service' },
    daemon: DAEMON,
    source: BUNDLED_SOURCE,
    bundled: BUNDLED,
    onHost: ON_HOST,
    spoil: async path => {
      await run(`echo >>${quote(path)}`);
    },
    write,
    read: async path => {
      // A mark in front tells an empty file from none.
      const text = await run(`if [ -f ${quote(path)} ]; then printf =; cat ${quote(path)}; fi`);
      return text === '' ? null : text.slice(1);
    },
    stop: async unit => {
      await run(`systemctl stop ${quote(unit)}`);
    },
    invocation: unit => run(`systemctl show -p InvocationID --value ${quote(unit)}`),
    notes: async step => {
      const lines = (await run('cat /var/lib/barque/journal/*.jsonl 2>/dev/null; true')).split('\n');
      return lines
        .filter(line => line !== '')
        .map(line => JSON.parse(line) as { step: string; is: string })
        .flatMap(note => (note.step === step ? [note.is] : []));
    },
    listen: async port => {
      // A program that stays: one that ends is started again and again for a connection that nobody took.
      const socket = `--socket-property=ListenStream=127.0.0.1:${port}`;
      await run(
        `systemd-run --quiet --unit=listen-${port} ${socket} --socket-property=Accept=no /bin/sleep infinity`,
      );
    },
  };
});

afterAll(async () => {
  if (sockets !== undefined) await rm(sockets, { recursive: true, force: true });
  await barque('lab', 'down', LAB);
});

keepLogs(LAB, [MACHINE]);

test.each(CASES)('$verb: $name', ({ run: play }) => play(bench));

/** Prints what the command prints. */
function run(command: string): Promise<string> {
  return on(LAB, MACHINE, command);
}

async function write(path: string, content: string): Promise<void> {
  const command = `mkdir -p ${quote(dirname(path))} && cat >${quote(path)} && chmod 0644 ${quote(path)}`;
  const { code, stderr } = await start(['lab', 'ssh', `${LAB}/${MACHINE}`, '--', command], content).ended;
  if (code !== 0) throw new Error(`writing ${path} failed: ${stderr}`);
}

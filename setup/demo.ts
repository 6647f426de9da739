/** The demonstration: three balancers on real machines, two servers behind them, and the holder of the VIP loses its power. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startServers } from './servers.ts';

const LAB = 'demo';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const barque = join(root, 'barque');
const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[22m` : text);

interface Ran {
  code: number;
  stdout: string;
}

/** Runs `./barque …`; shows the command, and all that it prints, unless `quiet`; `captured` keeps its answer. */
async function run(
  args: readonly string[],
  how: { quiet?: boolean; captured?: boolean; input?: Uint8Array; mayFail?: boolean } = {},
): Promise<Ran> {
  if (how.quiet !== true) process.stdout.write(`\n${bold(`$ ./barque ${args.join(' ')}`)}\n`);
  const child = spawn(barque, args, {
    cwd: root,
    stdio: [
      how.input === undefined ? 'inherit' : 'pipe',
      how.quiet === true || how.captured === true ? 'pipe' : 'inherit',
      'inherit',
    ],
  });
  let stdout = '';
  child.stdout?.on('data', chunk => {
    stdout += chunk;
  });
  if (how.input !== undefined) child.stdin?.end(how.input);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0 && how.mayFail !== true) {
    process.stderr.write(`\nThe demonstration stops here: ./barque ${args[0]} ended with ${code}.\n`);
    process.stderr.write(`Remove what is left with\n\n  ./barque lab down ${LAB}\n`);
    process.exit(code ?? 1);
  }
  return { code: code ?? 1, stdout };
}

const say = (text: string) => process.stdout.write(`\n${text}\n`);

/** Name of the machine that has the VIP now. */
async function holder(vip: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    for (const name of ['lb1', 'lb2', 'lb3']) {
      const { stdout } = await run(['lab', 'ssh', `${LAB}/${name}`, '--', 'ip', '-4', '-o', 'address'], {
        quiet: true,
        mayFail: true,
      });
      if (stdout.includes(` ${vip}/`)) return name;
    }
    await delay(100);
  }
  throw new Error(`no machine holds ${vip}`);
}

say(
  bold(
    'Barque: a demonstration on real machines (systemd, ssh, HAProxy, Keepalived), each in its own network namespace.',
  ),
);
say(
  'It builds what it needs, makes five machines, applies a file, and cuts the power of the machine that holds the VIP.\nThe first time it takes about four minutes, later about one.',
);

if (
  (await run(['lab', 'list'], { quiet: true })).stdout.split('\n').some(line => line.startsWith(`${LAB} `))
) {
  say(`A lab ${LAB} is there from before; it goes first.`);
  await run(['lab', 'down', LAB]);
}
const built = await run(['bundle', 'build', '--parts', 'packages,probe'], { captured: true });
const folder = built.stdout.trim();
const { stdout: shown } = await run(['bundle', 'show', folder, '-o', 'json'], { quiet: true });
await run(
  [
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
    ...['--bundle', folder],
  ],
  { captured: true },
);
const file = (await run(['lab', 'file', LAB], { quiet: true })).stdout.trim();
const vip = /vip:\s*"?([0-9.]+)/.exec(await readFile(file, 'utf8'))?.[1];
if (vip === undefined) throw new Error(`${file} names no VIP`);

say('Two of the machines play the servers that are balanced: a small TLS server on each.');
const bundle = JSON.parse(shown) as { folder: string; files: { path: string; name: string; kind: string }[] };
const probe = bundle.files.find(({ kind, name }) => kind === 'program' && name === 'barque-probe');
if (probe === undefined) throw new Error('the bundle has no barque-probe');
const { machines } = JSON.parse(
  (await run(['lab', 'status', LAB, '-o', 'json'], { quiet: true })).stdout,
) as {
  machines: { name: string; address: string; roles: string[] }[];
};
const servers = {
  file,
  vip,
  machines: machines.filter(({ roles }) => roles.length === 0),
  program: join(bundle.folder, probe.path),
};
await startServers(servers, async (machine, command, input) => {
  await run(['lab', 'ssh', `${LAB}/${machine}`, '--', command], { quiet: true, input });
});

const plan = join(dirname(file), 'first.plan');
await run(['plan', '-f', file, '--save', plan]);
await run(['apply', '-f', file, '--plan', plan]);
say('A second time there is nothing to do:');
await run(['apply', '-f', file, '--yes']);

const first = await holder(vip);
say(
  `${bold(first)} holds the VIP ${vip}. In three seconds it loses its power; a new TLS connection is tried every 20 ms.`,
);
const probing = run(['probe', '-f', file, '--for', '9s', '--ca', join(dirname(file), 'servers-ca.pem')]);
await delay(3500);
await run(['lab', 'fault', `${LAB}/${first}`, 'power-cut']);
await probing;
say(`${bold(await holder(vip))} holds the VIP now. The power comes back:`);
await run(['lab', 'heal', `${LAB}/${first}`]);
await run(['apply', '-f', file, '--yes']);
say(`The lab is left running, to look around:

  ./barque lab status ${LAB}
  ./barque lab ssh ${LAB}/${first}
  ./barque plan -f ${file}

and goes away with

  ./barque lab down ${LAB}`);

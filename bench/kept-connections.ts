/** Sends GETs in turn through HAProxy and straight to apiservers, each over a connection that is kept, and prints the latencies as JSON. */
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    through: { type: 'string' },
    direct: { type: 'string', multiple: true },
    ca: { type: 'string' },
    cert: { type: 'string' },
    key: { type: 'string' },
    count: { type: 'string' },
    path: { type: 'string' },
  },
});
const [ca, cert, key] = [values.ca!, values.cert!, values.key!].map(path => readFileSync(path));
const count = Number(values.count);
/** Before it counts: connections stand, and both sides are warm. */
const WARM = 200;

/** As many connections through HAProxy as apiservers, so that both ways reach all of them alike. */
const direct = values.direct!.map(target);
const through = direct.map(() => target(values.through!));
let sockets = 0;

function target(address: string) {
  const [host, port] = address.split(':');
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca, cert, key });
  return { host: host!, port: Number(port), agent };
}

/** Milliseconds until the whole answer is there. */
function ask({ host, port, agent }: ReturnType<typeof target>): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const request = get({ host, port, agent, path: values.path! }, answer => {
      answer.resume();
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(performance.now() - began);
        else reject(new Error(`${host} answered ${answer.statusCode}`));
      });
    });
    request.on('socket', () => {
      if (!request.reusedSocket) sockets += 1;
    });
    request.on('error', reject);
  });
}

const measured: { through: number[]; direct: number[] } = { through: [], direct: [] };
for (let at = -WARM; at < count; at += 1) {
  const index = Math.abs(at) % direct.length;
  const first = at % 2 === 0;
  const pair: { through: number; direct: number } = { through: 0, direct: 0 };
  if (first) pair.through = await ask(through[index]!);
  pair.direct = await ask(direct[index]!);
  if (!first) pair.through = await ask(through[index]!);
  if (at < 0) continue;
  measured.through.push(pair.through);
  measured.direct.push(pair.direct);
}
process.stdout.write(JSON.stringify({ ...measured, sockets }), () => process.exit(0));

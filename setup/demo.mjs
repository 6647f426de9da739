// `npm run demo`: makes this machine ready, then hands over to demo.ts on Node 24.
import { existsSync } from 'node:fs';
import { handOver } from './hand-over.mjs';
import { prepare, Refusal, ROOT } from './prepare.mjs';

const DEMO = `${ROOT}/setup/demo.ts`;

try {
  if (!existsSync(DEMO)) throw new Refusal('The demo itself (setup/demo.ts) is not in this checkout yet.');
  const { node } = await prepare({
    title: 'npm run demo',
    lab: 'needed',
    after: [
      {
        what: 'build the bundle of Kubernetes that the machines install from',
        time: '10 s; the first time about 13 min',
      },
      { what: 'make five machines in a lab on this host', time: '6 s; the first time 1 min more' },
      {
        what: 'create a cluster, run a Deployment, cut the power, measure the outage',
        time: 'about 3 min',
      },
    ],
  });
  process.exitCode = await handOver(node, [DEMO, ...process.argv.slice(2)]);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 19;
}

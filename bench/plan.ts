/** How long a plan for 1,000 simulated hosts takes, and how much memory: node setup/node24.mjs bench/plan.ts [HOSTS] */
import { printPlan } from '../src/plan/plan.ts';
import { BALANCERS, manyHosts } from '../test/simulation/example.ts';
import { planFor } from '../test/simulation/print-plan.ts';

const count = Number(process.argv[2] ?? 1000);
const hosts = manyHosts(count);

const times: number[] = [];
let size = 0;
for (let round = 0; round < 5; round += 1) {
  const began = performance.now();
  size = printPlan(await planFor(hosts, round)).length;
  times.push(performance.now() - began);
}
const sorted = times.toSorted((a, b) => a - b);
const ms = (time: number | undefined) => `${Math.round(time ?? 0)} ms`;
// getrusage(2): kibibytes.
const peak = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `plan for ${count} hosts, ${Math.min(count, BALANCERS)} of them load balancers: first ${ms(times[0])}, median of ${times.length} ${ms(sorted[2])}, ` +
    `slowest ${ms(sorted.at(-1))}; process at its peak ${Math.round(peak)} MiB; plan ${(size / 1e6).toFixed(1)} MB\n`,
);

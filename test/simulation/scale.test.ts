/** A plan for a thousand hosts: its form; bench/plan.ts measures its time and memory. */
import { expect, test } from 'vitest';
import { printPlan } from '../../src/plan/plan.ts';
import { BALANCERS, manyHosts } from './example.ts';
import { planFor } from './print-plan.ts';

const HOSTS = manyHosts(1000);

test('a thousand fresh hosts give a change for each of their subjects, in the same bytes each time', async () => {
  const plan = await planFor(HOSTS, 1);
  const text = printPlan(plan);
  const subjects = plan.changes.map(({ id }) => id.slice(id.indexOf('/') + 1));
  const counts = Object.fromEntries(
    [...new Set(subjects)].map(subject => [subject, subjects.filter(of => of === subject).length]),
  );
  expect(counts).toEqual({
    packages: BALANCERS,
    system: BALANCERS,
    haproxy: BALANCERS,
    keepalived: BALANCERS,
    record: HOSTS.length,
  });
  expect(printPlan(await planFor(HOSTS, 2))).toBe(text);
});

/** Which marks nodes get, and in how many steps. */
import { expect, test } from 'vitest';
import { creationHosts, creationSpec } from '../../../test/simulation/creation.ts';
import { wireOf } from '../../base/observation.ts';
import { BLANK_FACTS } from '../../facts/sample-facts.ts';
import { afterOf } from '../../plan/verb.ts';
import type { ResolvedHost } from '../../spec/resolved.ts';
import type { LayerInput } from '../layer.ts';
import { NODES } from './nodes.ts';

function stepsFor(hosts: readonly ResolvedHost[]) {
  const input = { spec: creationSpec(hosts), hosts: hosts.map(host => ({ host, facts: BLANK_FACTS })) };
  return NODES.changes(input as unknown as LayerInput)[0]!.steps.filter(
    ({ verb }) => verb.do === 'node.mark',
  );
}

const [plane, worker] = creationHosts(1) as [ResolvedHost, ResolvedHost];
const all = (hosts: readonly ResolvedHost[]) =>
  Object.assign({}, ...stepsFor(hosts).map(({ verb }) => afterOf(verb))) as Record<string, string>;

test('a control plane is reserved while there is a worker, and is not without one', () => {
  const key = 'cp1 taint node-role.kubernetes.io/control-plane:NoSchedule';
  expect(all([plane, worker])[key]).toBe('""');
  expect(all([plane])[key]).toBe('absent');
});

test('a taint is known by key and effect, and a node without marks is looked after as well', () => {
  const taints = [
    { key: 'gpu', value: '', effect: 'NoSchedule' },
    { key: 'gpu', value: 'yes', effect: 'NoExecute' },
  ] as const;
  expect(all([plane, { ...worker, taints }])).toMatchObject({
    'w1 taint gpu:NoSchedule': '""',
    'w1 taint gpu:NoExecute': '"yes"',
  });
  expect(all([plane, worker])['w1 ours']).toBe('absent');
});

/** execve(2): a program's one argument; and what else stands in a step's. */
const ONE_ARGUMENT = 131_072;
const TEXTS = 25_000;

test('each step of a thousand workers with many labels fits into a command line, and none is left out', () => {
  const labels = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`example.com/quite-a-long-key-${at}`, `value-${at}`]),
  );
  const workers = Array.from({ length: 1000 }, (_, at) => ({ ...worker, name: `worker-${at}`, labels }));
  const steps = stepsFor([plane, ...workers]);
  for (const { verb } of steps)
    expect(3 * Buffer.byteLength(wireOf(afterOf(verb))) + TEXTS).toBeLessThan(ONE_ARGUMENT);
  const marked = steps.flatMap(({ verb }) => (verb.do === 'node.mark' ? verb.nodes : []));
  expect(marked.map(({ node }) => node)).toEqual(['cp1', ...workers.map(({ name }) => name)]);
  expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
});

/** kubeadm reads YAML 1.1: a word of the file must not become a boolean or a number on its way. */
import { expect, test } from 'vitest';
import { healthy } from '../../test/checks/healthy.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { initFile, joinFile } from './kubeadm-config.ts';

function example() {
  const spec = healthy().spec as ResolvedSpec;
  const [, , , worker] = spec.hosts;
  return { spec, worker: worker! };
}

test('a taint’s value and a host’s name that look like booleans are between quotes', () => {
  const { spec, worker } = example();
  const taints = [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' as const }];
  const file = joinFile(spec, { ...worker, name: 'on', taints });
  expect(file).toContain('  name: "on"\n');
  expect(file).toContain('    - key: gpu\n      value: "yes"\n      effect: NoSchedule\n');
});

test('a cluster that is called by a number keeps its name', () => {
  const { spec, worker } = example();
  expect(initFile({ ...spec, name: '0777' }, worker, '1.36.3')).toContain('clusterName: "0777"\n');
});

test('what nobody takes for something else is as plain as before', () => {
  const { spec } = example();
  const file = initFile(spec, spec.hosts[0]!, '1.36.3');
  expect(file).toContain('controlPlaneEndpoint: 10.0.0.100:8443\n');
  expect(file).toContain('  - ttl: 1m0s\n');
  expect(file).toContain('      value: "0.001"\n');
});

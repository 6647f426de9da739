/** What a kubelet takes for static pods, in a folder that stands for its host. */
import { expect, test } from 'vitest';
import { sampleHost } from '../../../test/shell/sample-host.ts';
import { STATIC_PODS } from './static-pods.ts';

test('are all files but hidden ones, whatever they end with', () => {
  const host = sampleHost();
  const seen = () => STATIC_PODS.parse(host.play(STATIC_PODS.text, []).stdout);
  expect(seen()).toEqual([]);
  for (const name of ['etcd.yaml', 'etcd.yaml.bak', '.kubelet-keep', 'folder/inner.yaml'])
    host.write(`/etc/kubernetes/manifests/${name}`, '');
  expect(seen()).toEqual(['etcd.yaml', 'etcd.yaml.bak']);
  host.remove();
});

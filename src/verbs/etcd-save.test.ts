/** Which snapshot counts, in a folder that stands for its host. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SampleHost, sampleHost } from '../../test/shell/sample-host.ts';
import type { EtcdSave } from '../plan/verbs/etcd-save.ts';
import { ETCD_SAVE } from './etcd-save.ts';

const VERB: EtcdSave = {
  do: 'etcd.save',
  snapshot: 'before-cp4',
  endpoint: 'https://a:2379',
  version: '1.36.3',
};
const FILE = '/var/lib/barque/snapshots/before-cp4.db';

let host: SampleHost;
beforeEach(() => {
  host = sampleHost();
});
afterEach(() => host.remove());

const seen = () => host.observe(ETCD_SAVE.observe, ETCD_SAVE.args(VERB, false))['snapshot'];

test('one that is there, whole and of these minutes', () => {
  expect(seen()).toBe('absent');
  host.write(FILE, '');
  expect(seen()).toBe('absent');
  host.write(FILE, 'etcd');
  expect(seen()).toBe('saved');
  host.age(FILE, 8 * 60);
  expect(seen()).toBe('saved');
});

test('one that a run of long ago left is old, and is made anew', () => {
  host.write(FILE, 'etcd of last week');
  host.age(FILE, 12 * 60);
  expect(seen()).toBe('old');
  host.write('/etc/kubernetes/pki/etcd/healthcheck-client.crt', 'crt');
  // As etcdctl does: beside the name, then renamed.
  host.program('etcdctl', `for file in "$@"; do :; done; echo now >"$file.part" && mv "$file.part" "$file"`);
  expect(host.play(ETCD_SAVE.perform, ETCD_SAVE.args(VERB, false)).code).toBe(0);
  expect(seen()).toBe('saved');
  expect(host.read(FILE)).toBe('now\n');
});

/** What verbs say when the API or etcd gives no answer: never that there is nothing, and never that it is done. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SampleHost, sampleHost } from '../../test/shell/sample-host.ts';
import { isUnknown } from '../base/observation.ts';
import type { Verb } from '../plan/verb.ts';
import { observations } from './verbs.ts';

let host: SampleHost;
beforeEach(() => {
  host = sampleHost();
  for (const name of ['admin', 'kubelet'])
    host.write(`/etc/kubernetes/${name}.conf`, '    server: https://192.0.2.1:6443\n');
  host.write('/etc/kubernetes/manifests/etcd.yaml', 'etcd\n');
  for (const name of ['kubectl', 'etcdctl', 'ctr']) host.program(name, 'exit 1');
  for (const name of ['pgrep', 'systemctl']) host.program(name, 'exit 0');
});
afterEach(() => host.remove());

function observed(verb: Verb) {
  const { text, args, input, parse } = observations([verb], { deep: false });
  // Its texts come to it encoded.
  const played = (input ?? '').replace(/^.*/, texts =>
    Buffer.from(host.placed(Buffer.from(texts, 'base64').toString())).toString('base64'),
  );
  return parse(host.play(text, args, played).stdout)[0]!;
}

const DRAIN: Verb = { do: 'node.drain', node: 'w1', state: 'drained', withinS: 60, force: false };
const ASKING: readonly Verb[] = [
  DRAIN,
  { do: 'node.delete', node: 'w1' },
  { do: 'kubeadm.cluster', config: '/c', digest: 'd', begins: false, proxyEnv: [] },
  { do: 'object.apply', set: 'network', blob: 'sha256:00', kinds: ['configmap'] },
  { do: 'etcd.admit', member: 'cp4', peerUrl: 'https://192.0.2.4:2380', remove: null },
  { do: 'etcd.promote', members: ['cp1', 'cp2'] },
  { do: 'etcd.yield' },
  { do: 'backend.state', backend: 'cp1', state: 'drain' },
];

describe('without an answer', () => {
  test.each(ASKING)('$do says that it is unknown', verb => {
    expect(observed(verb)).toSatisfy(isUnknown);
  });

  test('half of one is none: a node whose pods were not told is not drained', () => {
    host.program('kubectl', `case "$*" in *'get pods'*) exit 1 ;; *) echo 'w1 true' ;; esac`);
    expect(observed(DRAIN)).toEqual({ node: 'unknown' });
  });

  test('half of one is none: objects that were not told have not changed', () => {
    host.program('kubectl', `case "$*" in *jsonpath={.data.network}*) echo '00 11' ;; *) exit 1 ;; esac`);
    expect(observed(ASKING[3]!)).toEqual({ live: 'unknown', objects: 'unknown' });
  });
});

describe('with one', () => {
  test('a node without pods is drained', () => {
    host.program('kubectl', `case "$*" in *'get pods'*) ;; *) echo 'w1 true' ;; esac`);
    expect(observed(DRAIN)).toEqual({ node: 'drained' });
  });

  test('names of which one begins another stand in the order of the plan', () => {
    host.program('etcdctl', `printf '1, started, cp, a, b, false\\n2, started, cp-2, a, b, true\\n'`);
    const verb: Verb = { do: 'etcd.promote', members: ['cp-2', 'cp'] };
    expect(Object.entries(observed(verb))).toEqual([
      ['cp', 'voter'],
      ['cp-2', 'learner'],
    ]);
  });
});

describe('who does not run', () => {
  beforeEach(() => {
    for (const name of ['pgrep', 'systemctl']) host.program(name, 'exit 1');
  });

  test('does not lead, and sends nobody anywhere', () => {
    expect(observed({ do: 'etcd.yield' })).toEqual({ leads: 'no' });
    expect(observed({ do: 'backend.state', backend: 'cp1', state: 'drain' })).toEqual({ state: 'drain' });
  });
});

/** What kubectl prints on a control plane, as it was seen on real ones. */
import { describe, expect, test } from 'vitest';
import { apiserver } from './apiserver.ts';
import { apiNow } from './nodes.ts';

describe('an apiserver', () => {
  const { parse } = apiserver('192.0.2.11');

  test('that is ready has nothing more to say', () => {
    expect(parse('ready\n')).toEqual({ is: 'ready', because: '' });
  });

  test('that is not tells which of its checks fail', () => {
    expect(parse('not-ready\n[-]etcd failed\n[-]etcd-readiness failed\n')).toEqual({
      is: 'not-ready',
      because: 'etcd failed, etcd-readiness failed',
    });
  });

  test('that says nothing is not ready either', () => {
    expect(parse('not-ready\n')).toEqual({ is: 'not-ready', because: 'it gave no answer' });
  });

  test.each(['absent\n', ''])('%j is none', said => {
    expect(parse(said)).toMatchObject({ is: 'absent' });
  });
});

describe('nodes and pods', () => {
  const { parse } = apiNow('192.0.2.11');

  test('as tables', () => {
    const said = `node/cp1   Ready   control-plane   5m47s   v1.36.3
node/w1   NotReady,SchedulingDisabled   <none>   5m51s   v1.36.2
pod/coredns-9c6f9d5cc-m7fw9       1/1   Running            0             5m40s
pod/kube-proxy-kpz4g              0/1   CrashLoopBackOff   3 (2m ago)    5m40s
pod/etcd-cp3                      0/1   Running            0             15s
`;
    expect(parse(said)).toEqual({
      nodes: [
        { name: 'cp1', ready: true, schedulable: true, roles: ['control-plane'], version: 'v1.36.3' },
        { name: 'w1', ready: false, schedulable: false, roles: [], version: 'v1.36.2' },
      ],
      pods: [
        {
          namespace: 'kube-system',
          name: 'coredns-9c6f9d5cc-m7fw9',
          status: 'Running',
          ready: true,
          ageS: null,
        },
        {
          namespace: 'kube-system',
          name: 'kube-proxy-kpz4g',
          status: 'CrashLoopBackOff',
          ready: false,
          ageS: null,
        },
        { namespace: 'kube-system', name: 'etcd-cp3', status: 'Running', ready: false, ageS: 15 },
      ],
    });
  });

  test('half an answer is none', () => {
    expect(parse('node/cp1   Ready   control-plane   5m47s   v1.36.3\nfailed\n')).toBeNull();
  });
});

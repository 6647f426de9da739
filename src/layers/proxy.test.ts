import { describe, expect, test } from 'vitest';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { proxyVariables } from './proxy.ts';

const host = { address: '192.0.2.11', nodeAddress: '10.0.0.11' };
const spec = (proxy: ResolvedSpec['proxy']) =>
  ({
    proxy,
    hosts: [host],
    endpoint: { vip: '192.0.2.100', names: ['api.example'] },
    kubernetes: { podCidr: '10.244.0.0/16', serviceCidr: '10.96.0.0/12' },
  }) as unknown as ResolvedSpec;

describe('a proxy', () => {
  test('that is none leaves no variable', () => {
    expect(proxyVariables(spec(null))).toEqual([]);
  });

  test('is asked for what it was named for alone, and never for the cluster itself', () => {
    const variables = proxyVariables(spec({ http: null, https: 'http://p:3128', except: ['.inside'] }));
    expect(variables).toEqual([
      'https_proxy=http://p:3128',
      'no_proxy=127.0.0.1,localhost,.svc,.cluster.local,192.0.2.100,api.example,10.0.0.11,192.0.2.11,10.244.0.0/16,10.96.0.0/12,.inside',
    ]);
  });
});

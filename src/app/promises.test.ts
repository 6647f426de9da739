/** A promise that no timers keep is told where it stands in the file, with the nearest one that can be kept. */
import { describe, expect, test } from 'vitest';
import { loadCluster } from './load-cluster.ts';
import { promisesOf } from './promises.ts';

async function told(availability: string) {
  const text = `apiVersion: barque/v1alpha1
kind: Cluster
metadata: {name: demo}
spec:
  endpoint: {vip: 192.0.2.100}
  availability: {${availability}}
  hosts:
    - {name: cp1, address: 192.0.2.11, roles: [control-plane]}
    - {name: cp2, address: 192.0.2.12, roles: [control-plane]}
    - {name: cp3, address: 192.0.2.13, roles: [control-plane]}
`;
  const disk = { readText: async () => text, filesIn: async () => null };
  const { spec, document } = await loadCluster('cluster.yaml', disk);
  const { broken, risky } = promisesOf(spec, document);
  const line = (problem: (typeof broken)[number]) =>
    `${problem.place.line}:${problem.place.column} ${problem.summary}: ${problem.detail} ${problem.help}`;
  return { broken: broken.map(line), risky: risky.map(line) };
}

describe('a promise', () => {
  test.each([
    '',
    'failover: 1s',
    'profile: lan, failover: 500ms',
    'failover: 10s, hang: 10s, profile: cautious',
  ])('that can be kept: %s', async availability => {
    expect(await told(availability)).toEqual({ broken: [], risky: [] });
  });

  test('of less than timers can do is refused where it stands', async () => {
    expect((await told('failover: 50ms')).broken).toEqual([
      expect.stringMatching(
        /^6:28 This promise cannot be kept: failover is 50ms; with the profile lan, an outage by a power loss or crash can last \d+ms\. failover: \d+ms or more$/,
      ),
    ]);
  });

  test('about hangs is told beside the other one', async () => {
    const { broken } = await told('failover: 50ms, hang: 200ms, profile: virtual');
    expect(broken.map(each => each.split(';')[0])).toEqual([
      '6:28 This promise cannot be kept: failover is 50ms',
      '6:40 This promise cannot be kept: hang is 200ms',
    ]);
    expect(broken[1]).toMatch(
      /a hanging HAProxy can last .*s\. hang: .* or a profile that expects hosts to stall less$/,
    );
  });

  test('that is a default is told at the profile that cannot keep it', async () => {
    expect((await told('profile: cautious')).broken).toEqual([
      expect.stringMatching(/^6:27 This promise cannot be kept: failover is 1s; with the profile cautious/),
    ]);
  });

  test('that only bare metal keeps is a warning where facts decide', async () => {
    const { broken, risky } = await told('failover: 600ms');
    expect(broken).toEqual([]);
    expect(risky).toEqual([
      expect.stringMatching(
        /^6:28 Only bare metal keeps this promise: .*profile virtual.*it will be refused$/,
      ),
    ]);
  });
});

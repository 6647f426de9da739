/** The screen of status, as a person sees it. */
import { describe, expect, test } from 'vitest';
import { exampleHost } from '../../../test/simulation/example.ts';
import { FREE } from '../../hosts/claim.ts';
import type { Problem } from '../../view/problem.ts';
import { DAY_MS, hostOfSample, judgedSample, NOW, SILENT, sampleView } from '../../view/sample-view.ts';
import { statusOf } from '../../view/status.ts';
import { paint } from './paint.ts';
import { problemWords, type Speaking } from './problem-words.ts';
import { onScreen, statusJson, statusLines } from './status.ts';

const plain = paint({}, { NO_COLOR: '1' });
const speaking: Speaking = {
  command: words => `${words} -f site.yaml`,
  spec: {
    sshConfig: null,
    hosts: ['cp1', 'w1'].map((name, at) => ({
      ...exampleHost(name, at),
      ssh: { user: 'admin', port: 2222, identityFile: null, bastion: 'jump@192.0.2.1' },
    })),
  },
};

function screen(view = sampleView(), changes: Parameters<typeof judgedSample>[1] = {}): string {
  const status = statusOf(judgedSample(view, changes), {
    digest: 'sha256:0123456789abcdef',
    provenance: 'release',
  });
  return statusLines({ cluster: 'harbour', status, now: NOW }, speaking, plain).join('\n');
}

test('all is well in one screen', () => {
  const lastRun = {
    run: '20260531-120000-aaaa',
    is: 'ended' as const,
    holder: null,
    at: NOW - DAY_MS / 2,
    result: 'done',
  };
  expect(screen(sampleView(), { lastRun, drift: { steps: 0, hosts: {} } })).toBe(`✓ harbour is healthy

endpoint      https://192.0.2.100:8443
VIP           192.0.2.100 on cp1
balancers     cp1  →  ✓ cp1  ✓ cp2  ✓ cp3
              cp2  →  ✓ cp1  ✓ cp2  ✓ cp3
              cp3  →  ✓ cp1  ✓ cp2  ✓ cp3
control plane cp1  ✓ ready
              cp2  ✓ ready
              cp3  ✓ ready
etcd          3 members, leader cp1, 1 more may be lost
nodes         4 of 4 Ready
certificates  the first ends in 300 days (2027-03-28): /etc/kubernetes/pki/apiserver.crt on cp1
drift         none: as the file says
programs      Kubernetes 1.36.3, etcd 3.6.8, bundle sha256:0123456789ab (release)
last run      20260531-120000-aaaa: ended, done, last step 12 hours ago
last proof    none: barque prove`);
});

test('the last proof: how it ended, and when', () => {
  const at = NOW - 3 * DAY_MS;
  const told = (verdict: 'passed' | 'failed') => {
    const proof = { at, verdict, drills: 5, passed: verdict === 'passed' ? 5 : 4 };
    const view = sampleView({ cp2: { lastProof: proof } });
    return screen(view)
      .split('\n')
      .find(line => line.startsWith('last proof'));
  };
  expect(told('passed')).toBe('last proof    5 of 5 drills passed, 3 days ago');
  expect(told('failed')).toBe('last proof    ✗ 4 of 5 drills passed, 3 days ago');
});

test('a dead control plane: what it means, and what to do', () => {
  const lines = screen(sampleView({ cp3: SILENT })).split('\n');
  expect(lines[0]).toBe('✗ harbour is not healthy: 2 problems');
  expect(lines).toContain('              cp3  no answer');
  expect(lines).toContain('etcd          3 members, no answer from cp3, leader cp1, none more may be lost');
  expect(lines).toContain(
    '✗ etcd’s member cp3 does not answer; if one more is lost, nothing can be written any more',
  );
  expect(lines.at(-1)).toContain('`barque status --timeout 10s -f site.yaml`');
});

test('why drift was not looked at', () => {
  expect(screen()).toContain('drift         not looked at; --drift looks');
  expect(screen(sampleView(), { drift: 'silent-hosts' })).toContain('since not all hosts answer');
});

test('a cluster without Kubernetes has no lines about it', () => {
  const { expected } = judgedSample();
  expect(screen(sampleView(), { expected: { ...expected, kubernetes: null } })).not.toMatch(
    /control plane|etcd {2}|nodes /,
  );
});

test('JSON has every problem in the same words', () => {
  const status = statusOf(judgedSample(sampleView({ w1: SILENT })), null);
  expect(statusJson(status, speaking)).toMatchObject({
    healthy: false,
    problems: [
      {
        id: 'host-silent',
        severity: 'problem',
        host: 'w1',
        means: expect.stringContaining('w1 does not answer'),
        next: expect.stringContaining('barque status'),
      },
    ],
  });
});

describe('problems', () => {
  const certificate = {
    id: 'certificate-ends',
    host: 'cp1',
    ends: '2026-06-01T00:00:00.000Z',
    others: 0,
  } as const;

  test.each<[Problem, RegExp]>([
    [{ id: 'vip-held-twice', severity: 'alarm', vip: '192.0.2.100', hosts: ['cp1', 'cp2'] }, /112/],
    [
      {
        ...certificate,
        severity: 'warning',
        path: '/var/lib/kubelet/pki/kubelet-client-current.pem',
        daysLeft: 5,
      },
      /renews it by itself/,
    ],
    [
      { ...certificate, severity: 'alarm', path: '/etc/kubernetes/admin.conf', daysLeft: -1 },
      /kubeadm certs renew/,
    ],
    [
      { id: 'host-not-in-file', severity: 'warning', host: 'w9' },
      /back into the file.*`barque node remove w9 -f site.yaml`/,
    ],
  ])('%j has its own remedy', (problem, remedy) => {
    expect(problemWords(problem, speaking).next).toMatch(remedy);
  });

  const silent = (because: string): Problem => ({
    id: 'host-silent',
    severity: 'problem',
    host: 'w1',
    because,
  });

  test.each([
    ['Connection timed out', /^w1 does not answer \(Connection timed out\)/, /power and network/],
    ['admin@10.1.0.11: Permission denied (publickey).', /^w1 refuses the login/, /ssh-copy-id .* admin@w1$/],
    [
      '@@@@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@@@@@\nHost key verification failed.',
      /^w1 shows another host key than the one that is known \(WARNING: REMOTE/,
      /ssh-keygen -R '\[10\.1\.0\.11\]:2222'/,
    ],
    [
      'No ED25519 host key is known for w1 and you have requested strict checking.',
      /^w1 shows a host key that nobody knows yet/,
      /ssh -o HostName=10\.1\.0\.11 -p 2222 -J jump@192\.0\.2\.1 admin@w1 true$/,
    ],
  ])('of a host that gives no connection: %s', (because, means, next) => {
    const words = problemWords(silent(because), speaking);
    expect(words.means).toMatch(means);
    expect(words.next).toMatch(next);
  });

  test('a command for a host goes the way that Barque goes, and is root’s there', () => {
    const unit: Problem = {
      id: 'unit-not-running',
      severity: 'problem',
      host: 'cp1',
      unit: 'haproxy.service',
      state: 'failed',
    };
    const way = 'ssh -o HostName=10.1.0.10 -p 2222 -J jump@192.0.2.1 admin@cp1';
    expect(problemWords(unit, speaking).next).toContain(
      `\`${way} sudo journalctl -n 50 -u haproxy.service\``,
    );
    const plane: Problem = {
      id: 'apiserver-not-ready',
      severity: 'alarm',
      host: 'cp1',
      because: '',
    };
    expect(problemWords(plane, speaking).next).toContain(
      `\`${way} "sudo sh -c 'tail -n 30 /var/log/pods/kube-system_kube-apiserver-*/*/*.log'"\``,
    );
  });

  test('ssh’s many words are cut to their first line', () => {
    const problem: Problem = {
      id: 'host-silent',
      severity: 'problem',
      host: 'w1',
      because: 'timed out\nand more',
    };
    expect(problemWords(problem, speaking).means).not.toContain('and more');
  });
});

describe('on a small screen', () => {
  test('the first lines stay, and dots say that there are more', () => {
    expect(onScreen(['a', 'b', 'c', 'd', 'e'], { columns: 80, rows: 5 })).toEqual(['a', 'b', 'c', '…']);
  });

  test('long lines count as often as they are wrapped', () => {
    expect(onScreen(['x'.repeat(25), 'b'], { columns: 10, rows: 5 })).toEqual(['x'.repeat(25), '…']);
  });
});

test('a cluster that is not there yet says how to make it', () => {
  const blank = { ...hostOfSample('w1'), claim: FREE, record: null };
  const view = { ...sampleView({ cp1: blank, cp2: blank, cp3: blank, w1: blank }), api: null };
  expect(screen(view)).toContain('Make it: `barque apply -f site.yaml`');
});

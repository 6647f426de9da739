/** A wrong key, a changed host key, a refused login and a dead host are four things, and each has its own way out. */
import { describe, expect, test } from 'vitest';
import { healthy } from '../../test/checks/healthy.ts';
import { exampleSpec } from '../../test/simulation/example.ts';
import { BarqueError } from '../base/errors.ts';
import type { Host } from '../hosts/host.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { planCluster } from './cluster-plan.ts';
import { silentLines, silentRemedies, withReasons } from './silent-hosts.ts';

/** As OpenSSH 10 says it. */
const CHANGED = `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
  remove with:
  ssh-keygen -f "/root/.ssh/known_hosts" -R "[10.0.0.2]:2222"
Host key verification failed.`;
const SILENT = [
  { host: 'cp1', because: 'root@10.0.0.1: Permission denied (publickey).' },
  { host: 'cp2', because: CHANGED },
  { host: 'cp3', because: 'ssh: connect to host 10.0.0.3 port 22: Connection timed out' },
  { host: 'w1', because: 'No ED25519 host key is known for w1 and you have requested strict checking.' },
];

function spec(): ResolvedSpec {
  const { spec } = healthy();
  spec.sshConfig = '/site/ssh config';
  spec.hosts[1]!.ssh = { user: 'admin', port: 2222, identityFile: '/keys/id', bastion: 'jump@192.0.2.1' };
  return spec as ResolvedSpec;
}

describe('hosts that could not be read', () => {
  test('are told apart in a line each, without the frames that ssh draws', () => {
    expect(silentLines(SILENT)).toEqual([
      'cp1 refuses the login: root@10.0.0.1: Permission denied (publickey).',
      'cp2 shows another host key than the one that is known: WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!',
      'cp3 does not answer: ssh: connect to host 10.0.0.3 port 22: Connection timed out',
      'w1 shows a host key that nobody knows yet: No ED25519 host key is known for w1 and you have requested strict checking.',
    ]);
  });

  test('have a remedy each, by a command that goes the same way as Barque', () => {
    const [refused, changed, dead, unknown] = silentRemedies(spec(), SILENT);
    const config = "-F '/site/ssh config'";
    expect(refused).toMatch(/^cp1: Put your key there/);
    expect(refused).toContain(`ssh-copy-id ${config} -o HostName=10.0.0.1 -p 22 admin@cp1`);
    expect(changed).toContain('ssh-keygen -f "/root/.ssh/known_hosts" -R "[10.0.0.2]:2222"');
    expect(changed).toContain(
      `ssh ${config} -o HostName=10.0.0.2 -p 2222 -i /keys/id -J jump@192.0.2.1 admin@cp2 true`,
    );
    expect(dead).toMatch(
      /^cp3: See that the machine runs, that 10\.0\.0\.3 is right and that port 22 is open/,
    );
    expect(dead).toContain(`ssh -v ${config} -o HostName=10.0.0.3 -p 22 admin@cp3`);
    expect(unknown).toMatch(/^w1: Compare the fingerprint/);
  });

  test('of one kind are told once', () => {
    const alike = ['cp1', 'cp2', 'cp3'].map(host => ({ host, because: 'Permission denied (publickey).' }));
    const [only, ...none] = silentRemedies(spec(), alike);
    expect(none).toEqual([]);
    expect(only).toMatch(/The same for cp2, cp3\.$/);
  });

  test('are no thousand lines', () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ host: `w${at}`, because: 'no route to host' }));
    expect(silentLines(many)).toHaveLength(11);
    expect(silentLines(many).at(-1)).toBe('and 20 more');
  });
});

describe('a failure because of them', () => {
  const failure = (domain: 'connection' | 'configuration') =>
    new BarqueError({ domain, attempted: 'begin a cluster', cameBack: 'these do not answer: cp1' });
  const failing = (domain: 'connection' | 'configuration', silent = SILENT) =>
    withReasons(spec(), silent, () => {
      throw failure(domain);
    });

  test('says why each of them is silent', () => {
    expect(() => failing('connection')).toThrow(
      /these do not answer: cp1\ncp1 refuses the login: .*\ncp2 shows/,
    );
  });

  test('for another reason stays as it is', () => {
    expect(() => failing('configuration')).toThrow(failure('configuration').message);
    expect(() => failing('connection', [])).toThrow(failure('connection').message);
  });
});

test('a plan for hosts that all refuse the login says so', async () => {
  const hosts = exampleSpec(healthy().spec.hosts as ResolvedSpec['hosts']);
  const silent = hosts.hosts.map(
    ({ name }): Host => ({
      name,
      read: async () => {
        throw new BarqueError({
          domain: 'connection',
          attempted: 'read',
          cameBack: 'Permission denied (publickey).',
        });
      },
    }),
  );
  const planning = planCluster(
    { spec: hosts } as Parameters<typeof planCluster>[0],
    silent,
    AbortSignal.any([]),
  );
  await expect(planning).rejects.toMatchObject({
    failure: {
      domain: 'connection',
      cameBack: expect.stringContaining('cp1 refuses the login'),
      next: expect.stringContaining('ssh-copy-id'),
    },
  });
});

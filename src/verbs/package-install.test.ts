/** What apt is asked for, by a real shell with an apt that only notes it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SampleHost, sampleHost } from '../../test/shell/sample-host.ts';
import type { PackageInstall } from '../plan/verbs/package-install.ts';
import { PACKAGE_INSTALL } from './package-install.ts';

let host: SampleHost;

/** dpkg's real order of versions; nothing is installed but what `installed` says. */
function aptWith(
  offered: Readonly<Record<string, string>>,
  installed: Readonly<Record<string, string>> = {},
) {
  const policies = Object.entries(offered).map(
    ([name, version]) =>
      `${name}) printf '%s:\\n  Installed: (none)\\n  Candidate: %s\\n' ${name} '${version}' ;;`,
  );
  host.program('apt-cache', `case $2 in ${policies.join(' ')} esac`);
  const there = Object.entries(installed).map(([name, version]) => `echo '${name} installed ${version}'`);
  host.program('dpkg-query', `case $* in *Version*) ${there.join('; ') || ':'} ;; esac`);
  host.program('dpkg', 'case $1 in --configure) ;; *) exec /usr/bin/dpkg "$@" ;; esac');
  host.program('systemctl', 'case $1 in is-active) exit 3 ;; esac');
  host.program('apt-get', 'echo "${NEEDRESTART_SUSPEND-} $*" >>"$CALLS"');
}

const install = (orNewer: boolean, packages: PackageInstall['packages']) => {
  const verb = {
    do: 'package.install' as const,
    packages,
    orNewer,
    masked: ['haproxy.service'],
    environment: ['http_proxy=http://192.0.2.1'],
  };
  const { code, stdout, stderr } = host.play(PACKAGE_INSTALL.perform, PACKAGE_INSTALL.args(verb, false));
  const asked = host.calls().filter(call => call.includes(' install '));
  return { code, said: stdout + stderr, asked: asked.map(call => call.replace(/.*confold /, '')) };
};

const BOTH = [
  { name: 'haproxy', version: '2.8' },
  { name: 'socat', version: '0' },
];

beforeEach(() => {
  host = sampleHost();
});
afterEach(() => host.remove());

describe('packages that the bundle names', () => {
  test('are asked for in exactly these versions, and no daemon of others is restarted', () => {
    aptWith({ haproxy: '9', socat: '9' });
    expect(install(false, BOTH)).toMatchObject({ code: 0, asked: ['haproxy=2.8 socat=0'] });
    expect(host.calls().every(call => call.startsWith('1 '))).toBe(true);
  });
});

describe('packages of a distribution that the bundle does not have', () => {
  test('are what apt offers there', () => {
    aptWith({ haproxy: '2.8.5-1ubuntu3.4', socat: '1.8.0.0-4build3' });
    expect(install(true, BOTH)).toMatchObject({ code: 0, asked: ['haproxy socat'] });
  });

  test('are left alone where they are new enough', () => {
    aptWith({ haproxy: '2.8.5-1ubuntu3.4', socat: '1.8.0.0-4build3' }, { haproxy: '2.8.5-1ubuntu3' });
    expect(install(true, BOTH)).toMatchObject({ code: 0, asked: ['socat'] });
  });

  test.each([
    [{ haproxy: '2.2.9-2+deb11u6', socat: '1' }, 'haproxy: apt offers 2.2.9-2+deb11u6, and 2.8 is the least'],
    [{ haproxy: '2.8.5-1' }, 'socat: apt offers none on this host'],
    [{ haproxy: '2.8.5-1', socat: '(none)' }, 'socat: apt offers none on this host'],
  ])('and nothing is installed where that will not do: %j', (offered, words) => {
    aptWith(offered);
    const { code, said, asked } = install(true, BOTH);
    expect([code, asked]).toEqual([1, []]);
    expect(said).toContain(words);
  });
});

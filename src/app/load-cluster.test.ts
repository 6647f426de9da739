import { describe, expect, it } from 'vitest';
import { BarqueError } from '../base/errors.ts';
import { refuseOtherVersion, refuseUnplannable } from '../spec/plannable.ts';
import { checkCluster, type Disk, loadCluster } from './load-cluster.ts';

const GOOD = `apiVersion: barque/v1alpha1
kind: Cluster
metadata: {name: demo}
spec:
  endpoint: {vip: 10.77.1.100, port: 8443}
  availability: {failover: 1s}
  hosts:
    - {name: lb1, address: 10.77.1.51, roles: [load-balancer], ssh: {user: root}}
    - {name: lb2, address: 10.77.1.52, roles: [load-balancer]}
  loadBalancer:
    backends: ["s1=10.77.1.71:9443", "10.77.1.72:9443", {address: 10.77.1.73, port: 9443}]
  ssh: {config: ./ssh_config}
  operator: {netns: barque-demo}
  bundle: {allowModuleBundle: true, folder: bundle}
`;

/** A disk with the cluster's file and what else is given, by absolute path. */
const disk = (text: string, others: Readonly<Record<string, string>> = {}): Disk => {
  const files: Readonly<Record<string, string>> = { '/site/cluster.yaml': text, ...others };
  const missing = () => Object.assign(new Error('no such file'), { code: 'ENOENT' });
  return {
    readText: async path => {
      if (files[path] === undefined) throw missing();
      return files[path];
    },
    filesIn: async path => {
      if (files[path] !== undefined) return null;
      const inside = Object.keys(files).filter(each => each.startsWith(`${path}/`));
      if (inside.length === 0) throw missing();
      return inside.map(each => each.slice(path.length + 1));
    },
  };
};
const check = (text: string, others: Readonly<Record<string, string>> = {}) =>
  checkCluster('/site/cluster.yaml', disk(text, others));
const load = (text: string, others: Readonly<Record<string, string>> = {}) =>
  loadCluster('/site/cluster.yaml', disk(text, others));

/** `line:column summary` of each problem. */
async function problems(text: string, others: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const checked = await check(text, others);
  if (checked.is === 'right') return [];
  return checked.diagnostics.map(({ line, column, summary }) => `${line}:${column} ${summary}`);
}

/** The good file with one part replaced; fails when the part is not there. */
function but(part: string, instead: string): string {
  expect(GOOD).toContain(part);
  return GOOD.replace(part, instead);
}

describe('a file that is right', () => {
  it('is resolved with every default filled in and paths relative to the file', async () => {
    const { spec } = await load(GOOD);
    expect(spec).toEqual({
      name: 'demo',
      endpoint: { vip: '10.77.1.100', port: 8443, names: [] },
      availability: { failoverMs: 1000, hangMs: 4000, profile: 'auto', drills: 'allowed' },
      hosts: [
        {
          name: 'lb1',
          address: '10.77.1.51',
          roles: ['load-balancer'],
          ssh: { user: 'root', port: 22, identityFile: null, bastion: null },
          interface: null,
          nodeAddress: '10.77.1.51',
          labels: {},
          taints: [],
        },
        {
          name: 'lb2',
          address: '10.77.1.52',
          roles: ['load-balancer'],
          ssh: { user: 'root', port: 22, identityFile: null, bastion: null },
          interface: null,
          nodeAddress: '10.77.1.52',
          labels: {},
          taints: [],
        },
      ],
      loadBalancer: {
        kind: 'haproxy',
        backends: [
          { name: 's1', address: '10.77.1.71', port: 9443 },
          { name: '10.77.1.72:9443', address: '10.77.1.72', port: 9443 },
          { name: '10.77.1.73:9443', address: '10.77.1.73', port: 9443 },
        ],
        healthPath: '/readyz',
        backendCa: null,
        maxConnections: 20_000,
        virtualRouterId: null,
        patches: { haproxy: null, keepalived: null },
      },
      kubernetes: null,
      proxy: null,
      sshConfig: '/site/ssh_config',
      operatorNetns: 'barque-demo',
      bundle: { folder: '/site/bundle', onHosts: null, allowModules: true },
    });
  });

  it('warns of checks that verify nothing', async () => {
    const { warnings } = await load(GOOD);
    expect(warnings).toMatchObject([
      { summary: 'The certificates of the backends are not verified', line: 11 },
    ]);
  });

  it('may begin with a byte order mark and end lines with CR LF', async () => {
    expect((await load(`\uFEFF${GOOD.replaceAll('\n', '\r\n')}`)).spec).toEqual((await load(GOOD)).spec);
  });
});

describe('a file that is wrong', () => {
  it.each([
    ['an unknown key', but('address: 10.77.1.51', 'adress: 10.77.1.51'), ['8:19 This key is not known']],
    [
      'a wrong type',
      but('allowModuleBundle: true', 'allowModuleBundle: yes'),
      ['14:31 This has the wrong type'],
    ],
    [
      'an unknown role',
      but('roles: [load-balancer]}', 'roles: [loadbalancer]}'),
      ['9:48 This value is not known'],
    ],
    ['a port out of range', but('port: 8443', 'port: 70000'), ['5:38 This is out of range']],
    ['a wrong address', but('vip: 10.77.1.100', 'vip: 10.77.1.300'), ['5:19 This is not written right']],
    ['a duration without unit', but('failover: 1s', 'failover: 1'), ['6:28 This has the wrong type']],
    [
      'a duration of part of a millisecond',
      but('failover: 1s', 'failover: 20.5ms'),
      ['6:28 This time cannot be used'],
    ],
    [
      'a backend without a port',
      but('"10.77.1.72:9443"', '"10.77.1.72"'),
      ['11:38 This is not written right'],
    ],
    [
      'an object backend without an address',
      but('{address: 10.77.1.73, port: 9443}', '{port: 9443}'),
      ['11:57 Something is missing'],
    ],
    ['a number as backend', but('"10.77.1.72:9443"', '9443'), ['11:38 This has the wrong type']],
    ['two hosts of one name', but('name: lb2', 'name: lb1'), ['9:14 Two hosts have the same name']],
    ['two hosts of one address', but('10.77.1.52', '10.77.1.51'), ['9:28 Two hosts have the same address']],
    [
      'two backends of one name',
      but('"10.77.1.72', '"s1=10.77.1.72'),
      ['11:38 Two backends have the same name'],
    ],
    [
      'one backend twice',
      but('"10.77.1.72:9443"', '"s2=10.77.1.71:9443"'),
      ['11:38 This backend is listed twice'],
    ],
    ['a VIP that is a host', but('10.77.1.100', '10.77.1.52'), ['5:19 The VIP is the address of a host']],
    [
      'a VIP in front of itself',
      but('10.77.1.73', '10.77.1.100'),
      ['11:57 The VIP stands in front of itself'],
    ],
    ['a loopback VIP', but('10.77.1.100', '127.0.0.1'), ['5:19 This address cannot be a host’s']],
    ['a multicast host', but('10.77.1.52', '224.0.0.18'), ['9:28 This address cannot be a host’s']],
    [
      'the port of the SSH server',
      but('port: 8443', 'port: 22'),
      ['5:38 Two programs would have the same port'],
    ],
    [
      'the port of the alive page',
      but('port: 8443', 'port: 8404'),
      ['5:38 Two programs would have the same port'],
    ],
    [
      'a CA that is not there',
      but('  ssh: {config', '    backendCa: ca.pem\n  ssh: {config'),
      ['12:16 This CA cannot be used'],
    ],
    ['no document', '# nothing\n', ['1:1 The file is empty']],
    ['two documents', `${GOOD}---\na: 1\n`, ['15:1 Only one document is allowed']],
    [
      'a key twice',
      but('  availability:', '  endpoint: {}\n  availability:'),
      ['6:3 This key is written twice'],
    ],
    [
      'an anchor and its alias',
      but('[load-balancer]}', '&r [load-balancer]}').replace('roles: [load-balancer], ', 'roles: *r, '),
      ['8:47 Aliases are not allowed', '9:50 Anchors are not allowed'],
    ],
    ['a tag', but('10.77.1.52', '!!str 10.77.1.52'), ['9:34 Tags are not allowed']],
    ['a tag of one’s own', but('10.77.1.52', '!secret x'), ['9:28 Tags are not allowed']],
    ['a merge key', but('{user: root}', '{<<: {user: root}}'), ['8:70 This key is not known']],
    ['__proto__', but('{user: root}', '{__proto__: {user: x}}'), ['8:70 This key is not allowed']],
    ['a key that is no text', but('{user: root}', '{1: root}'), ['8:70 A key must be text']],
    ['broken YAML', but('metadata: {name: demo}', 'metadata: {name: demo'), ['4:1 This is not YAML']],
    ['a list', '- a\n', ['1:1 This is not a cluster']],
    ['far too deep', `a: ${'['.repeat(50_000)}${']'.repeat(50_000)}`, ['1:1 The file is nested too deeply']],
    ['far too long', `${GOOD}#${'x'.repeat(1024 * 1024)}`, ['1:1 The file is too long']],
  ])('%s', async (_name, text, expected) => {
    expect(await problems(text)).toEqual(expected);
  });

  it('is told all its problems at once, those of the schema and those between values', async () => {
    const text = GOOD.replace('name: lb2', 'name: lb1')
      .replace('port: 8443', 'prot: 8443')
      .replace('failover: 1s', 'failover: soon');
    expect(await problems(text)).toEqual([
      '5:32 This key is not known',
      '6:28 This is not written right',
      '9:14 Two hosts have the same name',
    ]);
  });

  it('is shown with the line, the words underlined, and the nearest key', async () => {
    const error = await load(but('address: 10.77.1.52', 'addres: 10.77.1.52')).catch(each => each);
    expect(error).toBeInstanceOf(BarqueError);
    expect(error.failure.domain).toBe('configuration');
    expect(error.failure.cameBack).toContain(`/site/cluster.yaml:9:19: This key is not known
spec.hosts[1] has no "addres".

  7 |   hosts:
  8 |     - {name: lb1, address: 10.77.1.51, roles: [load-balancer], ssh: {user: root}}
> 9 |     - {name: lb2, addres: 10.77.1.52, roles: [load-balancer]}
    |                   ^^^^^^

help: did you mean address?`);
  });

  it('says where a key belongs that stands in the wrong place', async () => {
    const checked = await check(but('endpoint: {vip', 'endpoint: {virtualRouterId: 5, vip'));
    expect(checked).toMatchObject({
      diagnostics: [{ help: 'virtualRouterId belongs to spec.loadBalancer' }],
    });
  });

  it.each([
    [
      'a version that is a number',
      but('  ssh: {config', '  kubernetes: {version: 1.30}\n  ssh: {config'),
      'as text: "1.30"',
    ],
    [
      'a duration that is a number',
      but('failover: 1s', 'failover: 1'),
      'a time is written as 250ms, 1s or 1m30s',
    ],
    ['a label that is a number', but('name: lb2,', 'name: lb2, labels: {rack: 07},'), 'as text: "07"'],
    ['a path that is a number', but('folder: bundle', 'folder: 0x1F'), 'as text: "0x1F"'],
    ['no version of the form', but('apiVersion: barque/v1alpha1\n', ''), 'apiVersion: barque/v1alpha1'],
    [
      'no effect of a taint',
      but('name: lb2,', 'name: lb2, taints: [{key: gpu}],'),
      'effect: NoSchedule or PreferNoSchedule or NoExecute',
    ],
  ])('is helped by what can be written: %s', async (_name, text, help) => {
    const checked = await check(text);
    expect(checked).toMatchObject({ is: 'wrong' });
    if (checked.is === 'wrong') expect(checked.diagnostics.map(each => each.help)).toContain(help);
  });

  it.each([
    ['apiVersion: barque/v1alpha1\n', '', 'apiVersion is not there.'],
    ['name: lb2,', 'name: lb2, taints: [{key: gpu}],', 'spec.hosts[1].taints[0].effect is not there.'],
    [
      '  ssh: {config',
      '  overrides: {kubelet: foo}\n  ssh: {config',
      'spec.overrides.kubelet must be a map, not "foo".',
    ],
  ])('is told in words for %j as %j', async (part, instead, detail) => {
    const checked = await check(but(part, instead));
    expect(checked).toMatchObject({ is: 'wrong' });
    if (checked.is === 'wrong') expect(checked.diagnostics.map(each => each.detail)).toContain(detail);
  });

  it.each([
    ['registries: [{name: "docker.io:99999"}]', 'spec.registries[0].name'],
    ['registries: [{name: docker.io, mirrors: ["https://m:65536"]}]', 'spec.registries[0].mirrors[0]'],
    ['proxy: {http: "http://p:0"}', 'spec.proxy.http'],
  ])('has no port that there is not: %s', async (line, path) => {
    const control = but('[load-balancer]}', '[control-plane]}').replace(
      / {4}backends:.*\n/,
      '    kind: haproxy\n',
    );
    const checked = await check(control.replace('  ssh: {config', `  ${line}\n  ssh: {config`));
    expect(checked).toMatchObject({
      is: 'wrong',
      diagnostics: [{ summary: 'This is not written right', detail: expect.stringContaining(path) }],
    });
  });

  it('cannot steer the terminal of the one who reads the error', async () => {
    const error = await load(but('name: demo', 'name: "\u001b[2Jx"')).catch(each => each);
    expect(error.failure.cameBack).not.toContain('\u001b');
  });

  it('that is not there is a failure with the flag to use', async () => {
    await expect(loadCluster('/nowhere/site.yaml', disk(''))).rejects.toMatchObject({
      failure: { domain: 'configuration', cameBack: 'there is no such file' },
    });
  });
});

describe('files that the file names', () => {
  const KUBERNETES = `apiVersion: barque/v1alpha1
kind: Cluster
metadata: {name: demo}
spec:
  endpoint: {vip: 10.77.1.100}
  hosts:
    - {name: cp1, address: 10.77.1.11, roles: [control-plane]}
    - {name: w1, address: 10.77.1.21, roles: [worker]}
  kubernetes: {patches: patches}
  network: {plugin: manifests, manifests: [cni.yaml]}
`;
  const FILES = {
    '/site/patches/kube-apiserver0+json.yaml': '- {op: remove, path: /a}',
    '/site/patches/etcd.yaml': 'spec: {priority: 1}\n---\nspec: {priority: 2}',
    '/site/patches/.swp': 'an editor’s',
    '/site/cni.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\n# nothing\n',
  };

  it('are read into the spec', async () => {
    const { spec } = await load(KUBERNETES, FILES);
    expect(spec.kubernetes).toMatchObject({
      plugin: 'manifests',
      manifests: [{ name: 'cni.yaml', content: FILES['/site/cni.yaml'] }],
      patches: [
        { name: 'etcd.yaml', content: FILES['/site/patches/etcd.yaml'] },
        { name: 'kube-apiserver0+json.yaml', content: '- {op: remove, path: /a}' },
      ],
    });
  });

  it.each([
    [
      'a patch of something unknown',
      { '/site/patches/kube-proxy.yaml': 'a: 1' },
      /kube-proxy\.yaml is not named/,
    ],
    [
      'a patch of an unknown type',
      { '/site/patches/etcd+kustomize.yaml': 'a: 1' },
      /\+ is followed by one of/,
    ],
    ['a patch of an unknown ending', { '/site/patches/etcd.yml': 'a: 1' }, /etcd\.yml is not named/],
    [
      'a JSON patch that is no list',
      { '/site/patches/etcd+json.yaml': 'a: 1' },
      /of the type json is a list/,
    ],
    [
      'a strategic patch that is a list',
      { '/site/patches/etcd1.yaml': '- 1' },
      /of the type strategic is a map/,
    ],
    ['a patch that is no YAML', { '/site/patches/etcd1.yaml': 'a: [' }, /etcd1\.yaml: /],
    ['a patch of Barque’s own name', { '/site/patches/etcd0+json.json': '[]' }, /a name of Barque’s own/],
    ['an empty patch', { '/site/patches/etcd1.yaml': '# later\n' }, /etcd1\.yaml is empty/],
    [
      'a manifest without a name',
      { '/site/cni.yaml': 'apiVersion: v1\nkind: Namespace' },
      /object 1 of 1 has no apiVersion, kind or/,
    ],
    ['a manifest that is no YAML', { '/site/cni.yaml': '{' }, /cni\.yaml: /],
  ])('%s is refused where it is named', async (_name, others, detail) => {
    const checked = await check(KUBERNETES, { ...FILES, ...others });
    expect(checked).toMatchObject({ is: 'wrong', diagnostics: [{ detail: expect.stringMatching(detail) }] });
  });

  it('are missed all at once', async () => {
    expect(await problems(KUBERNETES)).toEqual([
      '9:25 These patches cannot be used',
      '10:44 This manifest cannot be used',
    ]);
  });

  it('may be no private key', async () => {
    const text = but('  ssh: {config', '    backendCa: ca.pem\n  ssh: {config');
    const checked = await check(text, { '/site/ca.pem': '-----BEGIN PRIVATE KEY-----' });
    expect(checked).toMatchObject({ diagnostics: [{ detail: expect.stringContaining('private key') }] });
  });
});

describe('a wish that cannot be planned', () => {
  it('is a cluster in which nobody balances anything', async () => {
    const loaded = await load(GOOD.replace(/ {4}backends:.*\n/, '    virtualRouterId: 7\n'));
    expect(() => refuseUnplannable(loaded)).toThrow('There is nothing to balance');
  });

  it('is not what can be planned', async () => {
    const loaded = await load(GOOD);
    expect(() => refuseUnplannable(loaded)).not.toThrow();
  });

  it.each([
    ['1.36', '1.36.3', true],
    ['1.36.3', '1.36.3', true],
    ['1.36.1', '1.36.3', false],
    ['1.3', '1.36.3', false],
    ['1.36', null, false],
  ])('version %s with a bundle of %s: %s', async (version, bundled, right) => {
    const text = but('[load-balancer]}', '[control-plane]}')
      .replace(/ {4}backends:.*\n/, '    virtualRouterId: 7\n')
      .replace('  ssh: {config', `  kubernetes: {version: "${version}"}\n  ssh: {config`);
    if (version === '1.3') return expect(await problems(text)).toHaveLength(1);
    const loaded = await load(text);
    const refuse = () => refuseOtherVersion(loaded, bundled);
    if (right) expect(refuse).not.toThrow();
    else expect(refuse).toThrow('The bundle has another Kubernetes');
  });

  it('is a cluster with control planes and a bundle without Kubernetes, whatever version it leaves open', async () => {
    const text = but('[load-balancer]}', '[control-plane]}').replace(
      / {4}backends:.*\n/,
      '    virtualRouterId: 7\n',
    );
    const loaded = await load(text);
    expect(() => refuseOtherVersion(loaded, null)).toThrow('The bundle has no Kubernetes');
    expect(() => refuseOtherVersion(loaded, '1.36.3')).not.toThrow();
  });

  it('is not a bundle with Kubernetes for balancers alone, nor one without', async () => {
    const loaded = await load(GOOD);
    expect(() => refuseOtherVersion(loaded, null)).not.toThrow();
    expect(() => refuseOtherVersion(loaded, '1.36.3')).not.toThrow();
  });
});

describe('a shape that is unwise', () => {
  const shape = (...roles: string[]) => `apiVersion: barque/v1alpha1
kind: Cluster
metadata: {name: demo}
spec:
  endpoint: {vip: 10.77.1.100}
  hosts:
${roles.map((role, at) => `    - {name: h${at}, address: 10.77.1.${at + 1}, roles: [${role}]}`).join('\n')}
`;
  const cp = 'control-plane';
  it.each([
    [[cp, cp, cp, 'worker'], []],
    [[cp, 'worker'], ['One control plane cannot fail over']],
    [[cp, cp, 'worker'], ['Two control planes are worse than one']],
    [[cp, cp, cp, cp, 'worker'], ['An even number of control planes gains nothing']],
    [[cp, cp, cp], ['There is no worker']],
    [[cp, cp, cp, 'load-balancer', 'worker'], ['One load balancer cannot fail over']],
    [[cp, cp, cp, 'load-balancer', 'load-balancer', 'worker'], []],
  ])('%j: %j', async (roles, summaries) => {
    const { warnings } = await load(shape(...roles));
    expect(warnings.map(({ summary }) => summary)).toEqual(summaries);
  });
});

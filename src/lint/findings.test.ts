/** Each finding is shown a file that has it, and one that is nearly the same and has it not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { SEVERITIES } from './finding.ts';
import { FINDINGS } from './findings.ts';
import { lintFiles } from './lint.ts';
import { readFiles, type WrittenFile } from './read-files.ts';

const SAMPLES = join(import.meta.dirname, 'samples');

function filesIn(folder: string): WrittenFile[] {
  return readdirSync(folder)
    .sort()
    .map(file => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}

function idsIn(folder: string): string[] {
  return [...new Set(lintFiles(readFiles(filesIn(folder))).map(({ id }) => id))];
}

describe.each(FINDINGS.map(({ id }) => id))('%s', id => {
  const folder = join(SAMPLES, 'findings', id);

  it('is found where it is', () => {
    expect(idsIn(join(folder, 'has'))).toContain(id);
  });

  it('is not found where it is not', () => {
    expect(idsIn(join(folder, 'has-not'))).not.toContain(id);
  });
});

describe('the list', () => {
  it('has more findings than the research has pitfalls of files', () => {
    expect(FINDINGS.length).toBeGreaterThanOrEqual(22);
  });

  it('stands in docs/lint.md, each finding with its severity and title', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/lint.md'), 'utf8');
    const rows = FINDINGS.map(({ id, severity, title }) => `| \`${id}\` | ${severity} | ${title} |`);
    expect(rows.filter(row => !page.includes(row))).toEqual([]);
  });

  it('gives each an id of its own, in words that people can write', () => {
    const ids = FINDINGS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter(id => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('has no samples of findings that are gone', () => {
    const ids = FINDINGS.map(({ id }) => id);
    expect(readdirSync(join(SAMPLES, 'findings')).filter(name => !ids.includes(name))).toEqual([]);
    expect(existsSync(join(SAMPLES, 'clean'))).toBe(true);
  });
});

describe('what is told', () => {
  it('has the worst first, with a line that is there, a reason and a remedy', () => {
    for (const { id } of FINDINGS) {
      const files = filesIn(join(SAMPLES, 'findings', id, 'has'));
      const told = lintFiles(readFiles(files));
      const ranks = told.map(({ severity }) => SEVERITIES.indexOf(severity));
      expect(ranks).toEqual([...ranks].sort());
      for (const { file, line, reason, remedy } of told) {
        const text = files.find(each => each.file === file)!.text;
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
        expect(reason).toMatch(/\S/);
        expect(remedy).toMatch(/\S/);
      }
    }
  });

  it('is nothing for files that are right', () => {
    expect(lintFiles(readFiles(filesIn(join(SAMPLES, 'clean'))))).toEqual([]);
  });

  it('points at the line where the mistake stands', () => {
    const folder = join(SAMPLES, 'findings/no-check/has');
    const lines = filesIn(folder)[0]!.text.split('\n');
    const [found] = lintFiles(readFiles(filesIn(folder))).filter(({ id }) => id === 'no-check');
    expect(lines[found!.line - 1]).toContain('server two');
  });
});

describe('what other lines give', () => {
  const idsOf = (text: string) => lintFiles(readFiles([{ file: 'x', text }])).map(({ id }) => id);
  const clean = (name: string) => readFileSync(join(SAMPLES, 'clean', name), 'utf8');
  /** The sample with a part of it replaced. */
  const changed = (name: string, from: string | RegExp, to: string) => {
    const text = clean(name).replace(from, to);
    expect(text).not.toBe(clean(name));
    return text;
  };
  const UNTRACKED = changed('balancer1.conf', / {2}track_process[\s\S]*$/, '}\n');

  it('counts: trackers of a group of instances', () => {
    const group = 'vrrp_sync_group all {\n group {\n kubernetes\n }\n track_script {\n answers\n }\n}\n';
    expect(idsOf(UNTRACKED)).toContain('no-tracker');
    expect(idsOf(UNTRACKED + group)).not.toContain('no-tracker');
    expect(idsOf(UNTRACKED + group.replace('kubernetes', 'others'))).toContain('no-tracker');
  });

  it('counts: a Keepalived that balances by itself needs no HAProxy', () => {
    expect(idsOf(`${UNTRACKED}virtual_server 192.0.2.100 6443 {\n}\n`)).not.toContain('no-tracker');
  });

  it('counts: a server that is tracked by another one', () => {
    const tracks = changed(
      'haproxy.cfg',
      'two 192.0.2.22:6443',
      'two 192.0.2.22:6443 no-check track other/two',
    );
    expect(idsOf(tracks)).not.toContain('no-check');
  });

  it('counts: defaults with a name, and those before them', () => {
    const named = clean('haproxy.cfg')
      .replace('defaults\n', 'defaults base\n')
      .replace('\nbackend apiservers\n', '\ndefaults bare\n\nbackend apiservers from base\n');
    expect(idsOf(named)).toEqual([]);
    expect(idsOf(named.replace('from base', 'from bare'))).toContain('no-redispatch');
  });

  it('counts: a later line over an earlier one', () => {
    expect(
      idsOf(changed('haproxy.cfg', 'timeout connect 300ms', 'timeout connect 9s\n  timeout connect 300ms')),
    ).toEqual([]);
    expect(
      idsOf(changed('haproxy.cfg', 'slowstart 30s', 'slowstart 30s\n  default-server inter 20s')),
    ).toEqual(['slow-check']);
  });

  it.each([
    'mode http\n  server a 192.0.2.1:8080',
    'mode http\n  option httpchk GET /healthz\n  server a 192.0.2.1:8080 check',
  ])('does not count: web sites of other people (%#)', lines => {
    expect(
      idsOf(`frontend www\n  bind :80\n  mode http\n  default_backend k8s\nbackend k8s\n  ${lines}\n`),
    ).toEqual([]);
  });

  it.each([
    ['kubernetes-ingress', '192.0.2.1:443'],
    ['kube-ingress', '192.0.2.1:30443'],
    ['konnectivity', '192.0.2.1:8132'],
    ['mysql-master', '192.0.2.1:3306'],
  ])('does not ask for readiness: %s at %s', (name, address) => {
    expect(idsOf(`listen ${name}\n  bind :1\n  server a ${address} check\n`)).not.toContain('tcp-only-check');
  });

  it('does not ask after watches where nobody watches', () => {
    const listen = (name: string, address: string) =>
      idsOf(`listen ${name}\n  bind :1\n  server a ${address} check\n`).includes('no-on-marked-down');
    expect(listen('kube-ingress', '192.0.2.1:30443')).toBe(false);
    expect(listen('k8s-api', '192.0.2.1:6443')).toBe(true);
  });

  it.each([
    ['anything', '192.0.2.1:6443'],
    ['k8s-api', '192.0.2.1:7000'],
  ])('asks for readiness: %s at %s', (name, address) => {
    expect(idsOf(`listen ${name}\n  bind :1\n  server a ${address} check\n`)).toContain('tcp-only-check');
  });
});

test('a file of thousands of servers is read in a time that grows with them', () => {
  const settingsOf = (servers: number) => {
    const lines = Array.from({ length: servers }, (_, nth) => `  server s${nth} 192.0.2.1:6443 check`);
    const [view] = readFiles([{ file: 'x', text: ['backend k8s-api', ...lines].join('\n') }]).haproxy;
    return view!.proxies[0]!;
  };
  const { servers, settings } = settingsOf(2000);
  expect(servers).toHaveLength(2000);
  // What is looked through for each of them does not hold them.
  expect(settings).toEqual([]);
  expect(new Set(servers.map(({ inherited }) => inherited)).size).toBe(1);
});

describe('files of Barque itself', () => {
  const golden = (...names: string[]): WrittenFile[] =>
    names.map(file => ({
      file,
      text: readFileSync(join(import.meta.dirname, '../../test/golden', file), 'utf8'),
    }));

  it.each([
    [['haproxy-verified.cfg', 'keepalived.conf']],
    [['haproxy-verified.cfg', 'keepalived-2.2.7.conf']],
    [['haproxy-verified.cfg', 'keepalived-alone.conf']],
    [['keepalived-patched.conf']],
  ])('%j have no findings', names => {
    expect(lintFiles(readFiles(golden(...names)))).toEqual([]);
  });

  it('would have one where servers without a check got requests while others are up', () => {
    const [{ file, text }] = golden('haproxy-verified.cfg') as [WrittenFile];
    const always = text.replace('if { nbsrv(servers) eq 0 }', 'if { nbsrv(servers) eq 2 }');
    expect(lintFiles(readFiles([{ file, text: always }])).map(({ id }) => id)).toEqual(['no-check']);
  });

  it.each(['haproxy.cfg', 'haproxy-patched.cfg'])('%s, made without a CA, has that one', name => {
    expect(lintFiles(readFiles(golden(name))).map(({ id }) => id)).toEqual(['verify-none']);
  });
});

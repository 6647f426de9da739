/** The shell of `authority.put` and of the fact behind it, in folders that stand for hosts. */
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SampleHost, sampleHost } from '../../test/shell/sample-host.ts';
import { KUBERNETES } from '../facts/kubernetes.ts';
import { AUTHORITY_PUT } from './authority-put.ts';

const PKI = '/etc/kubernetes/pki';
const FILES = ['ca.crt', 'ca.key', 'front-proxy-ca.crt', 'front-proxy-ca.key'];
const ALL = [...FILES, 'etcd/ca.crt', 'etcd/ca.key', 'sa.key', 'sa.pub'];
const MANIFEST = '/etc/kubernetes/manifests/etcd.yaml';
const LOG = '/var/lib/etcd/member/wal/0.wal';

let seat: SampleHost;
let host: SampleHost;
beforeEach(() => {
  [seat, host] = [sampleHost(), sampleHost()];
  for (const file of ALL) seat.write(`${PKI}/${file}`, `ours ${file}\n`);
  host.program('systemctl', 'echo "$@" >>"$CALLS"');
});
afterEach(() => {
  seat.remove();
  host.remove();
});

/** A control plane with the authorities of the seat, but these files. */
function without(...missing: string[]): void {
  for (const file of ALL.filter(each => !missing.includes(each)))
    host.write(`${PKI}/${file}`, `ours ${file}\n`);
  host.write(MANIFEST, 'etcd\n');
}

const facts = (of: SampleHost) => KUBERNETES.parse(of.play(KUBERNETES.text, []).stdout);

function put() {
  const digest = facts(seat).authorities ?? '';
  const archive = execFileSync('tar', ['-c', '-C', seat.at(PKI), ...ALL]).toString('base64');
  return host.play(AUTHORITY_PUT.perform, [digest], archive);
}

const observed = () => host.observe(AUTHORITY_PUT.observe, [])['authorities'];

describe('what is seen', () => {
  test('nothing, all, or which files are missing and what the public halves are', () => {
    expect(facts(host)).toMatchObject({ authorities: null, ca: null, partial: null, halves: {} });
    without('ca.key', 'sa.pub');
    expect(observed()).toBe('partial');
    expect(facts(host)).toMatchObject({ authorities: null, ca: null, partial: ['ca.key', 'sa.pub'] });
    const { 'sa.pub': _missing, ...others } = facts(seat).halves;
    expect(facts(host).halves).toEqual(others);
    without();
    expect(facts(host)).toEqual(facts(seat));
    expect(facts(seat)).toMatchObject({ ca: 'ours ca.crt\n', partial: null });
  });
});

describe('on a host whose etcd has a log', () => {
  beforeEach(() => host.write(LOG, 'log'));

  test('a missing key is added, and nothing else is touched', () => {
    without('ca.key', 'etcd/ca.key');
    expect(put().code).toBe(0);
    expect(observed()).toBe(facts(seat).authorities);
    expect([host.read(MANIFEST), host.read(LOG)]).toEqual(['etcd\n', 'log']);
    expect(host.calls()).toEqual([]);
  });

  test('a file that is another one is named, and everything stays', () => {
    without('ca.key');
    host.write(`${PKI}/sa.pub`, 'theirs\n');
    const { code, stdout } = put();
    expect(code).toBe(1);
    expect(stdout).toContain('not those of the cluster: sa.pub');
    expect(host.read(`${PKI}/ca.key`)).toBeNull();
    expect([host.read(MANIFEST), host.read(LOG)]).toEqual(['etcd\n', 'log']);
  });
});

test('a host of a cluster that was once whole is completed as well', () => {
  without('ca.key');
  host.write('/var/lib/barque/cluster.json', '{}');
  expect(put().code).toBe(0);
  expect(host.read(`${PKI}/ca.key`)).toBe('ours ca.key\n');
  expect(host.read(MANIFEST)).toBe('etcd\n');
});

test('what lies where nothing has begun is put aside with what it has signed', () => {
  without('ca.key');
  host.write(`${PKI}/ca.crt`, 'theirs\n');
  expect(put().code).toBe(0);
  expect(host.read(`${PKI}/ca.crt`)).toBe('ours ca.crt\n');
  expect(host.read(MANIFEST)).toBeNull();
  expect(host.calls()).toEqual(['stop kubelet.service']);
});

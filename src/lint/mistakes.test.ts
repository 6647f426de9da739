/** What people mistype: each is an error at its line, and what is right beside it is none. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isIP } from './ip.ts';
import { lintFiles } from './lint.ts';
import { readFiles } from './read-files.ts';

const clean = (name: string) => readFileSync(join(import.meta.dirname, 'samples/clean', name), 'utf8');

/** Errors of a clean file with one text replaced, and the line at which each stands. */
function errors(name: string, from: string, to: string): [id: string, line: string][] {
  expect(clean(name)).toContain(from);
  const text = clean(name).replace(from, to);
  return lintFiles(readFiles([{ file: 'x', text }]))
    .filter(({ severity }) => severity === 'error')
    .map(({ id, line }) => [id, text.split('\n')[line - 1]!.trim()]);
}

describe('in keepalived.conf', () => {
  const wrong = (from: string, to: string) => errors('balancer1.conf', from, to);

  it.each([
    ['interval 1', 'intervall 1', 'unknown-word'],
    ['fall 2', 'fall two', 'unreadable-value'],
    ['fall 2', 'fall', 'unreadable-value'],
    ['virtual_router_id 61', 'virtual_router_id 300', 'unreadable-value'],
    ['virtual_router_id 61', 'virtual_router_id 0', 'unreadable-value'],
    ['priority 254', 'priority 300', 'unreadable-value'],
    ['advert_int 0.2', 'advert_int 0.2s', 'unreadable-value'],
    ['192.0.2.100/32 dev eth0', '192.0.2.300/32 dev eth0', 'unreadable-value'],
    ['    192.0.2.12\n', '    balancer2\n', 'unreadable-value'],
    ['state BACKUP', 'state SLAVE', 'unreadable-value'],
    ['vrrp_version 3', 'vrrp_versoin 3', 'unknown-word'],
  ])('%s → %s', (from, to, id) => {
    expect(wrong(from, to)).toContainEqual([id, expect.stringContaining(to.trim().split('\n')[0]!)]);
  });

  it('interfaces eth0 is no interface, which an instance with peers can do without', () => {
    expect(wrong('interface eth0', 'interfaces eth0')).toEqual([['unknown-word', 'interfaces eth0']]);
    const multicast = clean('balancer1.conf').replace(/ {2}unicast_peer \{[^}]*\}\n/, '');
    const told = (text: string) => lintFiles(readFiles([{ file: 'x', text }])).map(({ id }) => id);
    expect(told(multicast)).not.toContain('missing-keyword');
    expect(told(multicast.replace('  interface eth0\n', ''))).toContain('missing-keyword');
  });

  it('placeholders are told, and what they stand for is not taken for said', () => {
    const told = wrong('state BACKUP', 'state <STATE>');
    expect(told).toContainEqual(['placeholder', 'state <STATE>']);
    expect(told).toContainEqual(['unreadable-value', 'state <STATE>']);
  });

  it('variables may have any value', () => {
    expect(wrong('priority 254', 'priority $X').map(([id]) => id)).toEqual(['unfilled-variable']);
  });
});

describe('in haproxy.cfg', () => {
  const wrong = (from: string, to: string) => errors('haproxy.cfg', from, to);

  it.each([
    ['option redispatch 1', 'option redispach 1', 'unknown-word'],
    ['default-server check', 'default-server chekc', 'unknown-word'],
    ['  server two', '  serve two', 'unknown-word'],
    ['timeout client 24h', 'timeout clinet 24h', 'unknown-word'],
    ['timeout client 24h', 'timeout client 24hours', 'unreadable-value'],
    ['inter 500ms', 'inter foo', 'unreadable-value'],
    ['fall 2', 'fall two', 'unreadable-value'],
    ['default_backend apiservers', 'default_backend nowhere', 'undefined-backend'],
    ['server two 192.0.2.22', 'server one 192.0.2.22', 'same-server-name'],
    ['backend apiservers', 'bakend apiservers', 'unknown-word'],
  ])('%s → %s', (from, to, id) => {
    expect(wrong(from, to)).toContainEqual([id, expect.stringContaining(to.trim())]);
  });

  it.each([
    ['option redispatch 1', 'option redispatch 1\n  no option http-server-close'],
    ['192.0.2.22:6443 tcp-ut', '192.0.2.22:6443 source 0.0.0.0 usesrc clientip sni str(x) tcp-ut'],
    ['default_backend apiservers', 'use_backend %[req.ssl_sni]\n  default_backend apiservers'],
    ['timeout client 24h', 'timeout client "$CLIENT"'],
  ])('%s → %s is right', (from, to) => {
    expect(wrong(from, to)).toEqual([]);
  });
});

describe('an address', () => {
  it.each([
    '10.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    '2001:db8::192.0.2.1',
    '1:2:3:4:5:6:7:8',
    'fe80::1%eth0',
  ])('is %s', text => {
    expect(isIP(text)).toBe(true);
  });

  it.each([
    '10.0.0.300',
    '10.0.0',
    '10.0.0.1.2',
    '',
    'eth0',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'fe80::12345',
    '::192.0.2.300',
  ])('is not %j', text => {
    expect(isIP(text)).toBe(false);
  });
});

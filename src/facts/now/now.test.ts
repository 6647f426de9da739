/** What hosts print about themselves now, as it was seen on real ones, and what is made of it. */
import { describe, expect, test } from 'vitest';
import { BACKENDS } from './backends.ts';
import { CERTIFICATES } from './certificates.ts';
import { holdingInterface } from './held-address.ts';
import { LAST_STEP } from './last-step.ts';
import { unitStates } from './units.ts';

describe('backends', () => {
  const header = '# pxname,svname,qcur,status,weight,check_status,check_desc,';
  const rows = (...lines: string[]) => BACKENDS.parse(`${[header, ...lines, ''].join('\n')}\n`);

  test.each([
    ['UP', 'L7OK', true],
    ['UP 1/2', '* L4TOUT', true],
    ['DOWN', 'L4CON', false],
    ['DOWN 1/2', 'L7OK', false],
    ['MAINT', '', false],
    ['no check', '', true],
  ])('%s, %s', (status, check, up) => {
    expect(rows(`servers,cp1,0,${status},1,${check},said, with a comma,`)).toEqual([
      { name: 'cp1', up, status, check: check.replace('* ', '') },
    ]);
  });

  test('servers of a person’s own sections are left out', () => {
    expect(rows('extra,s1,0,DOWN,1,L4CON,,')).toEqual([]);
  });

  test('no answer is no empty list', () => {
    expect(BACKENDS.parse('')).toBeNull();
    expect(rows()).toEqual([]);
  });
});

describe('units', () => {
  const units = unitStates(['haproxy.service', 'kubelet.service']);

  test('are told by their names, whatever the order', () => {
    const said =
      'Id=kubelet.service\nLoadState=loaded\nActiveState=activating\n\nId=haproxy.service\nLoadState=not-found\nActiveState=inactive\n';
    expect(units.parse(said)).toEqual({ 'haproxy.service': 'absent', 'kubelet.service': 'activating' });
  });

  test('nothing said is nothing there', () => {
    expect(units.parse('')).toEqual({ 'haproxy.service': 'absent', 'kubelet.service': 'absent' });
  });
});

test('the interface that carries an address', () => {
  expect(holdingInterface('192.0.2.100').parse('eth0\n')).toBe('eth0');
  expect(holdingInterface('192.0.2.100').parse('')).toBeNull();
});

describe('the last step', () => {
  test('has the run and the time', () => {
    expect(LAST_STEP.parse('20261123-033353-f37f.jsonl {"at":"2026-11-23T03:35:34Z","epoch":7}\n')).toEqual({
      run: '20261123-033353-f37f',
      at: Date.UTC(2026, 10, 23, 3, 35, 34),
    });
  });

  test.each(['', '20261123-033353-f37f.jsonl ', '20261123-033353-f37f.jsonl {"at":"\n'])(
    '%j is none',
    said => {
      expect(LAST_STEP.parse(said)).toBeNull();
    },
  );
});

describe('certificates', () => {
  /** Self-signed, made for this test; its key is gone. */
  const PEM = `-----BEGIN CERTIFICATE-----
MIIBcjCCARmgAwIBAgIUbBn0pWRGLU8lxVZTHs6+Tg1atRkwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAeFw0yNjExMjMwNDAzNTBaFw0zNjExMjAwNDAzNTBa
MA8xDTALBgNVBAMMBHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARalxbp
KUoaX9Oqscsqsnb6P2xvByFTboHZ5NDg68XNCC2P5UQFGNv3ecsZvzYh2eVSKpia
th1Cm65bGaPcM7Ojo1MwUTAdBgNVHQ4EFgQU5pIcpvaawNutG9C3jw9t/2RNxFQw
HwYDVR0jBBgwFoAU5pIcpvaawNutG9C3jw9t/2RNxFQwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNHADBEAiA6pBCjn1wyviG8qjEAYYRCq2YcnQYEi1uDtl5F
228dnwIgC/CkB+xTu/8IqVMAH6CAERf/4uPm4xsRNAOPOBSCELQ=
-----END CERTIFICATE-----
`;

  test('tell when they end', () => {
    const said = `/etc/kubernetes/pki/ca.crt ${Buffer.from(PEM).toString('base64')}\n`;
    expect(CERTIFICATES.parse(said)).toEqual([
      { path: '/etc/kubernetes/pki/ca.crt', endsAt: Date.UTC(2036, 10, 20, 4, 3, 50) },
    ]);
  });

  test('what is none is left out', () => {
    expect(CERTIFICATES.parse('/etc/kubernetes/pki/x.crt aGVsbG8=\n/etc/kubernetes/pki/y.crt \n')).toEqual(
      [],
    );
  });
});

/** What becomes of a cluster's authorities when somebody took files of them away. */
import { describe, expect, test } from 'vitest';
import type { HostFacts } from '../../facts/host-facts.ts';
import { BLANK_KUBERNETES as BLANK } from '../../facts/sample-facts.ts';
import type { LayerInput } from '../layer.ts';
import { refuseNobodyWhole, refuseOthers } from './damaged.ts';

type Kubernetes = HostFacts['kubernetes'];

const halves = (of: string) => ({ 'ca.crt': `${of}1`, 'sa.pub': `${of}2` });
const WHOLE: Kubernetes = { ...BLANK, authorities: 'aa', ca: 'CA', halves: halves('a'), etcd: 'started' };
const lacking = (...partial: string[]): Kubernetes => ({ ...WHOLE, authorities: null, ca: null, partial });

/** By name; `record`: whether the cluster was once whole. */
function hostsOf(facts: Readonly<Record<string, Kubernetes>>, record = false): Pick<LayerInput, 'hosts'> {
  const hosts = Object.entries(facts).map(([name, kubernetes]) => ({
    host: { name, roles: ['control-plane'] },
    facts: { kubernetes, record: record ? {} : null },
  }));
  return { hosts } as unknown as Pick<LayerInput, 'hosts'>;
}

describe('where nobody has all files', () => {
  test('those that are missing are named, by host', () => {
    expect(() => refuseNobodyWhole(hostsOf({ cp1: lacking('ca.key'), cp2: lacking('sa.key') }))).toThrow(
      /cp1 lacks ca.key in \/etc\/kubernetes\/pki\ncp2 lacks sa.key/,
    );
  });

  test('a log of etcd without any file counts as begun', () => {
    expect(() => refuseNobodyWhole(hostsOf({ cp1: { ...BLANK, etcd: 'started' } }))).toThrow(
      /cp1 lacks all of them/,
    );
  });

  test('a hardened cluster whose disk of etcd is gone as well is not taken for a blank one', () => {
    const hardened: Kubernetes = { ...lacking('ca.key'), etcd: 'none' };
    expect(() => refuseNobodyWhole(hostsOf({ cp1: hardened }, true))).toThrow(/cp1 lacks ca.key/);
  });

  test('what an interrupted hand left before anything began stands in nobody’s way', () => {
    expect(() => refuseNobodyWhole(hostsOf({ cp1: { ...lacking('ca.key'), etcd: 'none' } }))).not.toThrow();
    expect(() => refuseNobodyWhole(hostsOf({ cp1: BLANK, cp2: BLANK }))).not.toThrow();
  });

  test('one that has all is enough', () => {
    expect(() => refuseNobodyWhole(hostsOf({ cp1: lacking('ca.key'), cp2: WHOLE }))).not.toThrow();
  });
});

describe('where one has all files', () => {
  test('others that lack some of the same are completed', () => {
    expect(() => refuseOthers(hostsOf({ cp1: WHOLE, cp2: lacking('ca.key') }), 'cp1')).not.toThrow();
  });

  test('others with other public halves are refused, by host and file', () => {
    const other = { ...lacking('ca.key'), halves: { ...halves('a'), 'sa.pub': 'b2' } };
    expect(() => refuseOthers(hostsOf({ cp1: WHOLE, cp2: other }), 'cp1')).toThrow(
      /sa.pub in \/etc\/kubernetes\/pki differ from those of cp1, and cp2 has begun/,
    );
  });

  test('what lies on a host that has not begun is put aside, as ever', () => {
    const other = { ...BLANK, authorities: 'bb', halves: halves('b') };
    expect(() => refuseOthers(hostsOf({ cp1: WHOLE, cp2: other }), 'cp1')).not.toThrow();
    expect(() => refuseOthers(hostsOf({ cp1: WHOLE, cp2: other }, true), 'cp1')).toThrow(/cp2 has begun/);
  });
});

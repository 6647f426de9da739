import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  belongsToLab,
  checkedLabName,
  labsOfNetns,
  machineNetns,
  macOf,
  parseMachinePath,
  vantageNetns,
} from './names.ts';

const labName = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
const machineName = fc.constantFrom('cp1', 'w12', 'lb3', 's29');

describe('a lab’s name', () => {
  test.each(['demo', 'a', 't-1', 'a23456789012345678901234'])('%s is one', name => {
    expect(checkedLabName(name)).toBe(name);
  });

  test.each(['', 'Demo', '1a', 'a-', 'a.b', 'a/b', '../x', 'a b', 'a2345678901234567890123456'])(
    '%j is none',
    name => {
      expect(() => checkedLabName(name)).toThrow('1 to 24');
    },
  );
});

describe('names of namespaces', () => {
  test('belong to one lab only, whatever the labs are called', () => {
    fc.assert(
      fc.property(labName, labName, machineName, (one, other, machine) => {
        fc.pre(one !== other);
        expect(belongsToLab(machineNetns(one, machine), one)).toBe(true);
        expect(belongsToLab(vantageNetns(one), one)).toBe(true);
        expect(belongsToLab(machineNetns(one, machine), other)).toBe(false);
        expect(belongsToLab(vantageNetns(one), other)).toBe(false);
      }),
    );
  });

  test('tell which labs there are; others’ names are left out', () => {
    expect(labsOfNetns(['barque-a', 'barque-a.cp1', 'barque-b-c.w1', 'cni-1', 'barque-'])).toEqual([
      'a',
      'b-c',
    ]);
  });

  test('are short enough for systemd-nspawn (64 characters)', () => {
    expect(machineNetns('a'.repeat(24), 'cp20').length).toBeLessThanOrEqual(64);
  });
});

test('a MAC address is the machine’s own, locally administered, and stays the same', () => {
  expect(macOf('demo', 'cp1')).toMatch(/^02(:[0-9a-f]{2}){5}$/);
  expect(macOf('demo', 'cp1')).toBe(macOf('demo', 'cp1'));
  expect(macOf('demo', 'cp1')).not.toBe(macOf('demo', 'cp2'));
  expect(macOf('demo', 'cp1')).not.toBe(macOf('other', 'cp1'));
});

test('NAME/MACHINE is read, and nothing else', () => {
  expect(parseMachinePath('demo/cp1')).toEqual({ lab: 'demo', machine: 'cp1' });
  for (const text of ['demo', 'demo/', '/cp1', 'demo/cp1/x']) expect(() => parseMachinePath(text)).toThrow();
});

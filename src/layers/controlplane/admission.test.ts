import { describe, expect, test } from 'vitest';
import type { EtcdMember } from '../../facts/etcd-members.ts';
import type { ControlPlanes } from '../seat.ts';
import { admissions } from './admission.ts';

const address = (name: string) => `192.0.2.${name.at(-1)}`;
const peer = (name: string) => ({ name, peerUrl: `https://${address(name)}:2380` });
const FIRST = ['cp1', 'cp2', 'cp3'].map(peer);

/** Which hosts have a log of etcd; all were there when it began, but those named in `late`. */
function planesOf(logs: Readonly<Record<string, 'started' | 'none'>>, complete = false): ControlPlanes {
  return {
    hosts: Object.entries(logs).map(([name, etcd]) => ({
      host: { name, nodeAddress: address(name) },
      facts: { kubernetes: { etcd } },
    })),
    creation: { members: ['cp1', 'cp2', 'cp3'].map(name => ({ name, address: address(name) })) },
    complete,
  } as unknown as ControlPlanes;
}

const member = (name: string, more: Partial<EtcdMember> = {}): EtcdMember => ({
  id: `000000000000000${name.at(-1)}`,
  ...peer(name),
  published: true,
  learner: false,
  ...more,
});

describe('a control plane and its member of etcd', () => {
  test('at creation all start together', () => {
    const found = admissions(planesOf({ cp1: 'none', cp2: 'none', cp3: 'none' }), { members: null });
    expect([...found.values()]).toEqual(Array(3).fill({ is: 'first', members: FIRST }));
  });

  test('one with a log goes on with it', () => {
    const found = admissions(planesOf({ cp1: 'started', cp2: 'started', cp3: 'started' }), { members: null });
    expect([...found.values()].every(({ is }) => is === 'member')).toBe(true);
  });

  test('one that never served starts as it was going to, also when the others already do', () => {
    const members = [member('cp1'), member('cp2'), member('cp3', { published: false })];
    const found = admissions(planesOf({ cp1: 'started', cp2: 'started', cp3: 'none' }), { members });
    expect(found.get('cp3')).toEqual({ is: 'first', members: FIRST });
  });

  test('one that served and has no log any more is replaced', () => {
    const members = [member('cp1'), member('cp2'), member('cp3')];
    const found = admissions(planesOf({ cp1: 'started', cp2: 'started', cp3: 'none' }), { members });
    expect(found.get('cp3')).toEqual({ is: 'admitted', remove: '0000000000000003', members: FIRST });
  });

  test('a newcomer is added to those that are there', () => {
    const members = [member('cp1'), member('cp2'), member('cp3')];
    const logs = { cp1: 'started', cp2: 'started', cp3: 'started', cp4: 'none', cp5: 'none' } as const;
    const found = admissions(planesOf(logs), { members });
    expect(found.get('cp4')).toEqual({ is: 'admitted', remove: null, members: [...FIRST, peer('cp4')] });
    expect(found.get('cp5')).toEqual({
      is: 'admitted',
      remove: null,
      members: [...FIRST, peer('cp4'), peer('cp5')],
    });
  });

  test('a newcomer that was added and never started is not added twice', () => {
    const members = [
      member('cp1'),
      member('cp2'),
      member('cp3'),
      member('cp4', { published: false, learner: true }),
    ];
    const found = admissions(planesOf({ cp1: 'started', cp2: 'started', cp3: 'started', cp4: 'none' }), {
      members,
    });
    expect(found.get('cp4')).toEqual({ is: 'admitted', remove: null, members: [...FIRST, peer('cp4')] });
  });

  test('without a majority nobody can be added, and it is said', () => {
    expect(() => admissions(planesOf({ cp1: 'started', cp4: 'none' }), { members: null })).toThrow(
      /no majority of etcd/,
    );
  });

  test('of the same name at another address is never removed: it may live and vote', () => {
    const moved = { ...member('cp3'), peerUrl: 'https://192.0.2.99:2380' };
    const members = [member('cp1'), member('cp2'), moved];
    const logs = { cp1: 'started', cp2: 'started', cp3: 'none' } as const;
    const said =
      /etcd knows cp3 at https:\/\/192.0.2.99:2380, and the file has it at https:\/\/192.0.2.3:2380/;
    expect(() => admissions(planesOf(logs), { members })).toThrow(said);
    expect(() => admissions(planesOf({ ...logs, cp3: 'started' }), { members })).toThrow(said);
  });

  test('that was to begin at another address cannot begin there either', () => {
    const planes = planesOf({ cp1: 'none', cp2: 'none', cp3: 'none' });
    const [, ...others] = planes.creation.members;
    const creation = { ...planes.creation, members: [{ name: 'cp1', address: '192.0.2.99' }, ...others] };
    expect(() => admissions({ ...planes, creation }, { members: null })).toThrow(/etcd knows cp1 at/);
  });
});

describe('a cluster that was whole once', () => {
  test('begins no member anew while no majority answers', () => {
    expect(() => admissions(planesOf({ cp1: 'started', cp2: 'none' }, true), { members: null })).toThrow(
      /no majority of etcd/,
    );
  });

  test('is not begun again where no log is left, and what may help is named', () => {
    expect(() =>
      admissions(planesOf({ cp1: 'none', cp2: 'none', cp3: 'none' }, true), { members: null }),
    ).toThrow(/no control plane that answers has a log of etcd any more: its data is gone/);
  });

  test('lets one that never served start as it was going to, by the word of a majority', () => {
    const members = [member('cp1'), member('cp2'), member('cp3', { published: false })];
    const logs = { cp1: 'started', cp2: 'started', cp3: 'none' } as const;
    expect(admissions(planesOf(logs, true), { members }).get('cp3')).toEqual({ is: 'first', members: FIRST });
  });
});

/** What an etcd member prints about itself, as a real one did. */
import { describe, expect, test } from 'vitest';
import { ETCD_MEMBER } from './member.ts';

const SAID = `"ClusterID" : 2849399907244673843
"MemberID" : 987727336321282699
"Revision" : 758
"RaftTerm" : 2
"Version" : "3.6.8"
"DBSize" : 1413120
"DBSizeQuota" : 2147483648
"Leader" : 9101613095041071762
"IsLearner" : false
"RaftIndex" : 878
"Errors" : []

db51cc7785f728b, started, cp1, https://10.77.3.11:2380, https://10.77.3.11:2379, false
7e4f6ce334f77a92, started, cp2, https://10.77.3.12:2380, https://10.77.3.12:2379, false
`;

describe('a member that answers', () => {
  const member = ETCD_MEMBER.parse(SAID);

  test('has the id that the list of members has, to the last digit', () => {
    expect(member).toMatchObject({ id: 'db51cc7785f728b', leader: '7e4f6ce334f77a92' });
  });

  test('tells what it holds and whom it knows', () => {
    expect(member).toMatchObject({
      version: '3.6.8',
      raftIndex: 878,
      dbBytes: 1413120,
      learner: false,
      errors: [],
    });
    expect(typeof member === 'object' && member?.members.map(({ name }) => name)).toEqual(['cp1', 'cp2']);
  });

  test.each([
    ['[memberID:987727336321282699 alarm:NOSPACE ]', ['NOSPACE']],
    ['["memberID:987727336321282699 alarm:CORRUPT " "etcdserver: no leader"]', ['CORRUPT', 'no leader']],
  ])('and its troubles: %s', (errors, told) => {
    expect(ETCD_MEMBER.parse(SAID.replace('"Errors" : []', `"Errors" : ${errors}`))).toMatchObject({
      errors: told,
    });
  });

  test('that has no leader says 0', () => {
    expect(ETCD_MEMBER.parse(SAID.replace(/"Leader" : \d+/, '"Leader" : 0'))).toMatchObject({ leader: null });
  });
});

test('none at all, and one that says nothing, are two things', () => {
  expect(ETCD_MEMBER.parse('\n')).toBeNull();
  expect(ETCD_MEMBER.parse('silent\n')).toBe('silent');
});

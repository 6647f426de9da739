import { describe, expect, test } from 'vitest';
import { mountsBelow, parseMountinfo } from './mountinfo.ts';

const TEXT = `22 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
30 22 0:25 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct
41 22 7:0 / /labs/a/machines/cp1/disk rw - ext4 /dev/loop0 rw
42 22 0:50 / /labs/a/machines/cp1/root rw master:1 - overlay overlay rw,lowerdir=/x
43 22 0:51 / /labs/a\\040b/root rw - overlay overlay rw
44 22 0:52 / /labs/ab/root rw - overlay overlay rw
`;

describe('mountinfo', () => {
  test('is read with and without optional fields, and with blanks in paths', () => {
    const mounts = parseMountinfo(TEXT);
    expect(mounts.map(mount => mount.point)).toContain('/labs/a b/root');
    expect(mounts[1]).toEqual({
      root: '/',
      point: '/sys/fs/cgroup/cpu,cpuacct',
      type: 'cgroup',
      source: 'cgroup',
      superOptions: ['rw', 'cpu', 'cpuacct'],
    });
  });

  test('gives what lies below a folder, innermost first, and not its namesakes', () => {
    expect(mountsBelow(parseMountinfo(TEXT), '/labs/a')).toEqual([
      '/labs/a/machines/cp1/root',
      '/labs/a/machines/cp1/disk',
    ]);
  });
});

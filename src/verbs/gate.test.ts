/** The shell of gates, in a folder that stands for a control plane, with an etcdctl that knows its members. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SampleHost, sampleHost } from '../../test/shell/sample-host.ts';
import { GATE } from './gate.ts';

let host: SampleHost;
beforeEach(() => {
  host = sampleHost();
  host.program('pgrep', 'exit 0');
  host.program('sleep', 'exit 0');
});
afterEach(() => host.remove());

/** Members by number, each with its voice; `down`: those that give no answer. This host is the first. */
function members(count: number, { down = [] as number[], learner = 0, majority = true } = {}): void {
  const lines = Array.from({ length: count }, (_, at) => {
    const url = (port: number) => `https://192.0.2.${at + 1}:${port}`;
    return `${at + 1}, started, cp${at + 1}, ${url(2380)}, ${url(2379)}, ${learner === at + 1}`;
  });
  host.write('/members', `${lines.join('\n')}\n`);
  const silent = down.map(number => `*192.0.2.${number}:*`).join('|') || 'nobody';
  const own = down.includes(1) ? '*127.0.0.1*status*) exit 1 ;;' : '';
  host.program(
    'etcdctl',
    `case "$*" in ${own}
  ${silent}) exit 1 ;;
  *'member list'*) ${majority ? `cat "${host.at('/members')}"` : 'exit 1'} ;;
esac`,
  );
}

const isSpare = () => host.observe(GATE.observe, ['etcd-spare', '192.0.2.1'])['met'];

describe('a member can be spared', () => {
  test('of three, when both others are healthy', () => {
    members(3);
    expect(isSpare()).toBe('yes');
  });

  test('of five, while two of the others are healthy besides one more', () => {
    members(5, { down: [5] });
    expect(isSpare()).toBe('yes');
    members(5, { down: [4, 5] });
    expect(isSpare()).toBe('no');
  });

  test('of two and of one nobody asks', () => {
    members(2, { down: [2] });
    expect(isSpare()).toBe('yes');
    members(1);
    expect(isSpare()).toBe('yes');
  });

  test('that does not run, or gives no answer: its repair stops nothing', () => {
    members(3, { down: [2] });
    host.program('pgrep', 'exit 1');
    expect(isSpare()).toBe('yes');
    host.program('pgrep', 'exit 0');
    members(3, { down: [1, 2] });
    expect(isSpare()).toBe('yes');
  });
});

describe('a member cannot be spared', () => {
  test('of three, when one is away already', () => {
    members(3, { down: [3] });
    expect(isSpare()).toBe('no');
  });

  test('of three, when one is away and a learner has no vote yet', () => {
    members(4, { learner: 4, down: [3] });
    expect(isSpare()).toBe('no');
  });

  test('where no majority answers', () => {
    members(3, { majority: false });
    expect(isSpare()).toBe('no');
  });
});

test('who waits says how many of how many are healthy, once', () => {
  members(3, { down: [3] });
  // Ends the wait.
  host.program('sleep', `kill "$PPID"`);
  expect(host.play(GATE.perform, ['etcd-spare', '192.0.2.1']).stdout).toBe(
    '1 of the other 2 members of etcd are healthy; without this one 2 of 3 are needed. Bring the others back first.\n',
  );
});

describe('who waits for an apiserver that does not listen', () => {
  beforeEach(() => {
    host.program('timeout', 'exit 1');
    // Ends the wait when somebody has been asked.
    host.program('sleep', `[ ! -e "$CALLS" ] || kill "$PPID"`);
    etcdIs('exit 0');
  });
  const etcdIs = (health: string) => host.program('etcdctl', `case "$*" in *health*) ${health} ;; esac`);
  const said = (kubelet: string) => {
    host.program('systemctl', `: >"$CALLS"; ${kubelet}`);
    return host.play(GATE.perform, ['apiserver', '192.0.2.1']).stdout;
  };

  test('says that the kubelet does not run', () => {
    expect(said('exit 3')).toBe(
      'nothing listens at 192.0.2.1:6443, and the kubelet, which starts it, does not run\n',
    );
  });

  test('says that etcd does not run', () => {
    host.program('pgrep', 'exit 1');
    expect(said('exit 0')).toContain('etcd, which does not run here\n');
  });

  test('says that all that it needs is there', () => {
    expect(said('exit 0')).toBe('nothing listens at 192.0.2.1:6443; its etcd is healthy\n');
  });

  test('says that etcd has no majority', () => {
    etcdIs('exit 1');
    expect(said('exit 0')).toContain('has no majority: are the other control planes up?\n');
  });
});

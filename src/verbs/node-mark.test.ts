/** The shell of `node.mark`, in a folder that stands for the seat, with a kubectl that knows some nodes. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SampleHost, sampleHost } from '../../test/shell/sample-host.ts';
import { afterNodeMark, type Mark, type MarkedNode, type NodeMark } from '../plan/verbs/node-mark.ts';
import { NODE_MARK } from './node-mark.ts';

let seat: SampleHost;
beforeEach(() => {
  seat = sampleHost();
  seat.write('/etc/kubernetes/admin.conf', '');
  seat.write('/nodes', '');
  seat.program(
    'kubectl',
    `case "$*" in
  *'get nodes'*) cat "${seat.at('/nodes')}" ;;
  *) shift; printf '%s\\n' "$*" >>"$CALLS" ;;
esac`,
  );
});
afterEach(() => seat.remove());

const label = (key: string, value: string): Mark => ({ kind: 'label', key, state: 'there', value });
const taint = (key: string, value: string): Mark => ({ kind: 'taint', key, state: 'there', value });
const verbOf = (...nodes: MarkedNode[]): NodeMark => ({ do: 'node.mark', nodes });
const nodes = (...lines: string[]) => seat.write('/nodes', lines.map(line => `${line}\n`).join(''));
const observe = (verb: NodeMark) => seat.observe(NODE_MARK.observe, NODE_MARK.args(verb, false));
const perform = (verb: NodeMark) => seat.play(NODE_MARK.perform, NODE_MARK.args(verb, false));

describe('what is seen', () => {
  test('one key with two effects is two taints, each with its value', () => {
    const verb = verbOf({ node: 'w1', marks: [taint('gpu:NoExecute', ''), taint('gpu:NoSchedule', 'yes')] });
    nodes(
      'w1|node',
      'w1|taint|gpu:NoSchedule|yes',
      'w1|taint|gpu:NoExecute|',
      'w1|ours|taint|gpu:NoExecute taint|gpu:NoSchedule',
    );
    expect(observe(verb)).toEqual(afterNodeMark(verb));
  });

  test('a label whose value is absent is there', () => {
    nodes('w1|node', 'w1|label|gpu|absent', 'w1|ours|label|gpu');
    const verb = verbOf({ node: 'w1', marks: [label('gpu', 'absent')] });
    expect(observe(verb)).toEqual(afterNodeMark(verb));
    nodes('w1|node');
    expect(observe(verb)).toEqual({ 'w1 label gpu': 'absent', 'w1 ours': 'absent' });
  });

  test('keys of which one begins another stand in the order of the plan', () => {
    nodes('w1|node');
    const verb = verbOf({ node: 'w1', marks: [label('disk', 'a'), label('disk-type', 'b')] });
    expect(Object.keys(observe(verb))).toEqual(Object.keys(afterNodeMark(verb)).sort());
  });

  test('a lost answer is unknown, also of a mark that must be absent', () => {
    seat.program('kubectl', 'exit 1');
    const verb = verbOf({ node: 'w1', marks: [{ kind: 'taint', key: 'a:NoSchedule', state: 'absent' }] });
    expect(observe(verb)).toEqual({ 'w1 taint a:NoSchedule': 'unknown', 'w1 ours': 'unknown' });
  });

  test('before there is an API nothing is there', () => {
    const verb = verbOf({ node: 'w1', marks: [label('a', 'b')] });
    expect(sampleOfBlank(verb)).toEqual({ 'w1 label a': 'absent', 'w1 ours': 'absent' });
  });
});

function sampleOfBlank(verb: NodeMark) {
  const blank = sampleHost();
  try {
    return blank.observe(NODE_MARK.observe, NODE_MARK.args(verb, false));
  } finally {
    blank.remove();
  }
}

describe('what is done', () => {
  test('what is ours is remembered first, then set, one order for all nodes that need it', () => {
    nodes('w1|node', 'w2|node', 'w2|label|zone|a', 'w3|node');
    const marks = [label('zone', 'a'), taint('gpu:NoSchedule', 'yes')];
    const verb = verbOf({ node: 'w1', marks }, { node: 'w2', marks }, { node: 'w3', marks: [] });
    expect(perform(verb).code).toBe(0);
    expect(seat.calls()).toEqual([
      'annotate --overwrite node w1 w2 barque.dev/marks=label|zone taint|gpu:NoSchedule',
      'label --overwrite node w1 zone=a',
      'taint --overwrite node w1 w2 gpu=yes:NoSchedule',
    ]);
  });

  test('what Barque has set and nobody wants any more goes, and is forgotten last', () => {
    nodes(
      'w1|node',
      'w1|label|mine|x',
      'w1|label|disk|ssd',
      'w1|taint|gpu:NoExecute|',
      'w1|taint|gpu:NoSchedule|yes',
      'w1|ours|label|disk taint|gpu:NoExecute taint|gpu:NoSchedule',
    );
    expect(perform(verbOf({ node: 'w1', marks: [taint('gpu:NoSchedule', 'yes')] })).code).toBe(0);
    expect(seat.calls()).toEqual([
      'label --overwrite node w1 disk-',
      'taint --overwrite node w1 gpu:NoExecute-',
      'annotate --overwrite node w1 barque.dev/marks=taint|gpu:NoSchedule',
    ]);
  });

  test('what is set on the same nodes goes in one order, what is taken away in another', () => {
    nodes('w1|node', 'w1|label|old|x', 'w2|node', 'w2|label|old|x', 'w3|node');
    const both = [
      label('zone', 'a'),
      label('disk', 'ssd'),
      { ...label('old', 'x'), state: 'absent' } as Mark,
    ];
    const verb = verbOf(
      { node: 'w1', marks: both },
      { node: 'w2', marks: both },
      { node: 'w3', marks: [label('gpu', 'no')] },
    );
    expect(perform(verb).code).toBe(0);
    expect(seat.calls()).toEqual([
      'annotate --overwrite node w1 w2 barque.dev/marks=label|zone label|disk',
      'annotate --overwrite node w3 barque.dev/marks=label|gpu',
      'label --overwrite node w1 w2 zone=a disk=ssd',
      'label --overwrite node w1 w2 old-',
      'label --overwrite node w3 gpu=no',
    ]);
  });

  test('the last one takes the memory with it', () => {
    nodes('w1|node', 'w1|label|disk|ssd', 'w1|ours|label|disk');
    perform(verbOf({ node: 'w1', marks: [] }));
    expect(seat.calls()).toEqual([
      'label --overwrite node w1 disk-',
      'annotate --overwrite node w1 barque.dev/marks-',
    ]);
  });

  test('what must be absent goes, whoever has set it, and only where it is', () => {
    const marks: Mark[] = [{ kind: 'taint', key: 'control-plane:NoSchedule', state: 'absent' }];
    nodes('a|node', 'a|taint|control-plane:NoSchedule|', 'b|node', 'b|taint|control-plane:NoExecute|');
    perform(verbOf({ node: 'a', marks }, { node: 'b', marks }));
    expect(seat.calls()).toEqual(['taint --overwrite node a control-plane:NoSchedule-']);
  });

  test('an order that fails ends it', () => {
    nodes('w1|node');
    seat.program('kubectl', `case "$*" in *'get nodes'*) cat "${seat.at('/nodes')}" ;; *) exit 1 ;; esac`);
    expect(perform(verbOf({ node: 'w1', marks: [label('a', 'b')] })).code).not.toBe(0);
  });

  test('a thousand nodes with several marks each are no more than a program may be given', () => {
    const names = Array.from({ length: 1000 }, (_, at) => `worker-${String(at).padStart(4, '0')}`);
    const marks = ['rack', 'region', 'zone'].map(key => label(`topology.example.com/${key}`, 'somewhere-1'));
    nodes(...names.flatMap(name => [`${name}|node`, `${name}|label|kubernetes.io/hostname|${name}`]));
    expect(perform(verbOf(...names.map(node => ({ node, marks })))).code).toBe(0);
    expect(seat.calls()).toHaveLength(2);
  });
});

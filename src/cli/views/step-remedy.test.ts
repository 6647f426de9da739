import { expect, test } from 'vitest';
import type { Verb } from '../../plan/verb.ts';
import { remedyOf } from './step-remedy.ts';

const NODES: Verb = { do: 'gate', check: 'nodes-ready', nodes: ['w1'] } as unknown as Verb;

test.each([NODES, { do: 'kubeadm.join' } as unknown as Verb])(
  'what did not come up is looked at with programs that are there: %j',
  verb => {
    const remedy = remedyOf('not-done', 'cp1', verb);
    expect(remedy).toContain('journalctl -u kubelet');
    expect(remedy).not.toContain('crictl');
  },
);

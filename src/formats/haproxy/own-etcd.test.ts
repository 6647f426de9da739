/** A server that has lost its own etcd. How the real HAProxy behaves is measured by the drill etcd-disk-full. */
import { describe, expect, it } from 'vitest';
import { agentCheck, OWN_ETCD_FILE, OWN_ETCD_MS, withEtcd } from './own-etcd.ts';

describe('an apiserver that has lost its own etcd', () => {
  it('is called down within 5 s at worst', () => {
    const { inter, checkTimeout, held, agentInter } = OWN_ETCD_MS;
    // spread-checks moves each check by up to 5 %.
    expect((inter + agentInter) * 1.05 + checkTimeout + held).toBeLessThanOrEqual(5000);
  });

  it('is asked for longer than it waits for etcd itself, so that a slow one is not called lost', () => {
    expect(OWN_ETCD_MS.checkTimeout).toBeGreaterThan(2000);
  });

  it('is not asked by the backend that serves, whose sessions a failed check would cut', () => {
    const words = agentCheck('cp1').join(' ');
    expect(words).toContain('agent-send cp1;');
    expect(words).not.toContain('readyz');
    const { directives } = withEtcd([{ name: 'cp1', address: '192.0.2.11', port: 6443 }], () => [], []);
    expect(directives.flat()).not.toContain('on-marked-down');
  });
});

describe('the Lua program', () => {
  it('is loaded anew by a reload when it changes, since its name is its content’s', () => {
    expect(OWN_ETCD_FILE.path).toMatch(/^\/etc\/haproxy\/own-etcd-[0-9a-f]{8}\.lua$/);
  });

  it('answers each question with one line', () => {
    expect(OWN_ETCD_FILE.content).toContain('"down\\n" or "up\\n"');
    expect(OWN_ETCD_FILE.content).not.toContain('${');
  });
});

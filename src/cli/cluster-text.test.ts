import { describe, expect, it } from 'vitest';
import { loadCluster } from '../app/load-cluster.ts';
import { clusterText, type FirstWords } from './cluster-text.ts';

const WORDS: FirstWords = {
  name: 'harbour',
  vip: '192.0.2.100',
  controlPlanes: ['192.0.2.11', '192.0.2.12', '192.0.2.13'],
  workers: ['192.0.2.21'],
  loadBalancers: [],
  sshUser: null,
  kubernetes: null,
};

const load = (words: FirstWords) =>
  loadCluster('cluster.yaml', { readText: async () => clusterText(words), filesIn: async () => null });

describe('a first cluster file', () => {
  it('is right, without a warning, and has about fifteen lines', async () => {
    const { spec, warnings } = await load(WORDS);
    expect(warnings).toEqual([]);
    expect(spec.hosts.map(({ name, roles }) => `${name} ${roles.join()}`)).toEqual([
      'cp1 control-plane,load-balancer',
      'cp2 control-plane,load-balancer',
      'cp3 control-plane,load-balancer',
      'w1 worker',
    ]);
    expect(clusterText(WORDS).split('\n').length).toBeLessThanOrEqual(17);
  });

  it('keeps what flags say', async () => {
    const { spec } = await load({
      ...WORDS,
      loadBalancers: ['192.0.2.31', '192.0.2.32'],
      sshUser: 'debian',
      kubernetes: '1.30',
    });
    expect(spec.kubernetes?.version).toBe('1.30');
    expect(spec.hosts.map(({ ssh }) => ssh.user)).toEqual(Array(6).fill('debian'));
    expect(spec.hosts.filter(({ roles }) => roles.includes('load-balancer')).map(({ name }) => name)).toEqual(
      ['lb1', 'lb2'],
    );
  });

  it('takes a name for text, whatever it looks like', async () => {
    expect((await load({ ...WORDS, name: '1e3' })).spec.name).toBe('1e3');
  });
});

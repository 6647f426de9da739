import { describe, expect, it } from 'vitest';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { type Acting, act, hitsOf } from './acts.ts';
import { drillsCalled } from './drills.ts';
import type { Holding } from './proof.ts';
import type { Proving } from './proving.ts';

const never = new AbortController().signal;
const PLANES = ['cp1', 'cp2', 'cp3'];

interface World {
  /** Who has the VIP, by the kernels' own words now. */
  holder: string;
  /** Who leads etcd now; null: nobody tells. */
  leader: string | null;
}

/** A cluster in which cp1 had the VIP and led etcd when the sample began, and what is done to it. */
function acting(id: string, now: World, aheadMs = 0) {
  let ms = 1_000_000;
  const struck: string[] = [];
  const asked: string[] = [];
  const did: string[] = [];
  const roles = ['control-plane', 'load-balancer'];
  const hosts = PLANES.map((name, nth) => ({ name, roles, address: `10.0.0.${nth + 1}` }));
  const spec = { kubernetes: {}, hosts } as unknown as ResolvedSpec;
  const doors = PLANES.map(name => ({
    host: {
      name,
      read: async () => {
        asked.push(name);
        return now.leader;
      },
    },
  }));
  const proving = {
    spec,
    doors,
    clock: {
      now: () => ms,
      monotonic: () => ms,
      sleep: async (by: number) => {
        ms += by;
      },
    },
    machines: {
      refusal: async () => null,
      strike: async (host: string) => {
        struck.push(host);
        return ms;
      },
      heal: async () => {
        ms += 20_000;
      },
    },
    strikeProgram: async (host: string, { act: what, program }: { act: string; program: string }) => {
      struck.push(host);
      did.push(`${what} ${program}`);
      // A link is struck three seconds after it was said.
      return ms + aheadMs + (what === 'isolate' ? 3000 : 0);
    },
    say: () => {},
  } as unknown as Proving;
  const heard: Holding[] = PLANES.map(host => ({ host, told: true, held: host === now.holder, changes: [] }));
  const given: Acting = {
    proving,
    drill: drillsCalled([id])[0]!,
    scene: {
      spec,
      status: { vip: { address: '', holders: ['cp1'] }, etcd: { leader: 'cp1' } as never },
      serving: [],
    },
    heard,
    clocks: new Map([['cp1', { aheadMs, uncertainMs: 1 }]]),
    note: () => {},
  };
  return { given, struck, asked, did };
}

describe('just before a fault', () => {
  it('nothing is struck when the VIP is elsewhere by then', async () => {
    const { given, struck } = acting('haproxy-killed', { holder: 'cp2', leader: 'cp1' });
    expect(await act(given, never)).toEqual({
      is: 'moved',
      because: 'the vip-holder was cp1 and is cp2 just before the fault',
    });
    expect(struck).toEqual([]);
  });

  it('nothing is struck when etcd has another leader, or nobody tells who it is', async () => {
    for (const leader of ['cp3', null]) {
      const { given, struck } = acting('etcd-leader-killed', { holder: 'cp1', leader });
      expect((await act(given, never)).is).toBe('moved');
      expect(struck).toEqual([]);
    }
  });

  it('a leader that moved does not matter to a drill of the VIP’s holder', async () => {
    const { given, struck } = acting('haproxy-killed', { holder: 'cp1', leader: 'cp3' });
    expect((await act(given, never)).is).toBe('done');
    expect(struck).toEqual(['cp1']);
  });
});

describe('a sample', () => {
  it('is called by what was so at the fault, not by what was wished for', async () => {
    const variant = async (leader: string | null) => {
      const acted = await act(acting('vip-holder-power-loss', { holder: 'cp1', leader }).given, never);
      return acted.is === 'done' ? acted.variant : acted;
    };
    expect(await variant('cp1')).toBe('etcd’s leader was there');
    expect(await variant('cp2')).toBe('etcd’s leader was elsewhere');
    expect(await variant(null)).toBe('');
  });

  it('dates a fault by our clock, whatever the host’s says', async () => {
    const { given } = acting('haproxy-killed', { holder: 'cp1', leader: 'cp2' }, 2000);
    const acted = await act(given, never);
    expect(acted.is === 'done' && acted.struck[0]!.atMs).toBe(1_000_000);
  });

  it('does not ask a machine that is down who leads etcd', async () => {
    const { given, asked } = acting('majority-lost', { holder: 'cp1', leader: 'cp1' });
    await act(given, never);
    expect(asked).toEqual(['cp1', 'cp1']);
    const rolling = acting('majority-lost', { holder: 'cp3', leader: 'cp3' });
    const scene = {
      ...rolling.given.scene,
      status: { vip: { address: '', holders: ['cp3'] }, etcd: { leader: 'cp3' } as never },
    };
    await act({ ...rolling.given, scene }, never);
    expect(rolling.asked).toEqual(['cp1', 'cp2']);
  });
});

describe('where nobody has power over machines', () => {
  it('the host does it to its own link, and the act lasts until its timer has undone it', async () => {
    const { given, did } = acting('cable-pulled', { holder: 'cp1', leader: 'cp2' });
    const proving = { ...given.proving, machines: null };
    const acted = await act({ ...given, proving }, never);
    if (acted.is === 'moved') throw new Error(acted.because);
    expect(did).toEqual(['isolate 10.0.0.1']);
    expect(acted.struck[0]).toMatchObject({ what: 'machine', atMs: 1_003_000, healedMs: 1_011_000 });
    expect(acted.endMs).toBe(1_011_000);
  });
});

describe('until when a fault’s traces count', () => {
  const hits = async (id: string) => {
    const acted = await act(acting(id, { holder: 'cp1', leader: 'cp1' }).given, never);
    if (acted.is === 'moved') throw new Error(acted.because);
    const all = hitsOf(acted.struck, acted.endMs, 2_000_000);
    return all.map(({ what, atMs, heldToMs, judgedToMs }) => [what, heldToMs - atMs, judgedToMs - atMs]);
  };

  it('is its healing, where somebody heals it', async () => {
    expect(await hits('machine-frozen')).toEqual([['machine', 8000, 8000]]);
    expect(await hits('haproxy-frozen')).toEqual([['haproxy.service', 8000, 8000]]);
  });

  it('is the end of the watching where nobody does: what was killed comes back by itself', async () => {
    expect(await hits('apiserver-killed')).toEqual([['kube-apiserver', 8000, 1_000_000]]);
  });

  it('is the next fault, which costs this machine something to prepare', async () => {
    const reloads = await hits('haproxy-reloads');
    expect(reloads.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => ['haproxy.service', 1000, 1000]));
    expect(reloads[9]![2]).toBeGreaterThan(900_000);
  });
});

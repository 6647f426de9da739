/** Observers of hosts hear through a host's death, and take each change once. */
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../base/clock.ts';
import type { Door } from '../../hosts/host.ts';
import type { BackendState, Holding } from '../proof.ts';
import { watchBackends } from './backends.ts';
import { watchHolders } from './holders.ts';

const VIP = '10.0.0.9';
const ADDRESS = `2: eth0    inet ${VIP}/32 scope global eth0`;
const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: async () => {} };

/** A host that says so much each time it is followed, then dies; after the last time the watching is ended. */
function host(name: string, lives: readonly (readonly string[])[]) {
  const over = new AbortController();
  let life = 0;
  const follow = async (_what: unknown, hear: (line: string) => void) => {
    for (const line of lives[life] ?? []) hear(line);
    life += 1;
    if (life >= lives.length) over.abort();
    return 'the connection ended';
  };
  return { door: { host: { name }, follow } as unknown as Door, signal: over.signal };
}

async function held(...lives: string[][]): Promise<Holding> {
  const heard: Holding[] = [];
  const { door, signal } = host('lb1', lives);
  await watchHolders([door], VIP, heard, clock, signal);
  expect(heard).toHaveLength(1);
  return heard[0]!;
}

describe('who watches whether a host holds the VIP', () => {
  it('is there before the host has said anything, and has told nothing then', async () => {
    expect(await held([])).toEqual({ host: 'lb1', told: false, held: false, changes: [] });
  });

  it('begins with what is so, and adds what changes', async () => {
    const lost = `[2026-11-23T10:00:00.500000] Deleted ${ADDRESS}`;
    expect(await held(['1795428000000000000 start yes', lost])).toEqual({
      host: 'lb1',
      told: true,
      held: true,
      changes: [{ atMs: Date.parse('2026-11-23T10:00:00.500Z'), held: false }],
    });
  });

  it('takes what a host says after its death for a change only where it is one', async () => {
    const again = '1795428009000000000 start yes';
    expect((await held(['1795428000000000000 start yes'], [again])).changes).toEqual([]);
    expect((await held(['1795428000000000000 start no'], [again])).changes).toEqual([
      { atMs: 1795428009000, held: true },
    ]);
  });
});

it('who watches servers keeps each state with the balancer that told it', async () => {
  const heard: BackendState[] = [];
  const { door, signal } = host('lb1', [
    ['1795428000000000000 up cp1 cp2', 'perl: warning'],
    ['1795428001000000000 silent'],
  ]);
  await watchBackends([door], heard, clock, signal);
  expect(heard).toEqual([
    { atMs: 1795428000000, balancer: 'lb1', up: ['cp1', 'cp2'] },
    { atMs: 1795428001000, balancer: 'lb1', up: null },
  ]);
});

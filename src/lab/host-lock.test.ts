import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type Holder, hostLock } from './host-lock.ts';

const never = new AbortController().signal;
const name = (suffix: string) => `test-${process.pid}-${suffix}`;

describe('a lock of this host', () => {
  test('is refused while another holds it, who is named', async () => {
    const request = { name: name('a'), doing: 'first work', whenHeld: 'refuse' } as const;
    const held = await hostLock(request, never);
    const second = hostLock({ ...request, doing: 'second work' }, never);
    await expect(second).rejects.toMatchObject({
      failure: { domain: 'lock-held', cameBack: `process ${process.pid} is at it: first work` },
    });
    await held[Symbol.asyncDispose]();
    await (await hostLock(request, never))[Symbol.asyncDispose]();
  });

  test('goes to one waiter after the other', async () => {
    const seen: string[] = [];
    const holders: Holder[] = [];
    const work = async (who: string) => {
      const request = {
        name: name('b'),
        doing: who,
        whenHeld: (holder: Holder) => void holders.push(holder),
      };
      await using _lock = await hostLock(request, never);
      seen.push(`${who} begins`);
      await new Promise(resolve => setTimeout(resolve, 5));
      seen.push(`${who} ends`);
    };
    await Promise.all(['one', 'two', 'three'].map(work));
    for (let at = 0; at < seen.length; at += 2) {
      expect(seen[at + 1]).toBe(seen[at]!.replace('begins', 'ends'));
    }
    expect(seen).toHaveLength(6);
    expect(holders.map(holder => holder.pid)).toContain(process.pid);
  });

  test('is free as soon as its holder was killed', async () => {
    const script = `import { hostLock } from ${JSON.stringify(new URL('./host-lock.ts', import.meta.url).href)};
      await hostLock({ name: ${JSON.stringify(name('c'))}, doing: 'x', whenHeld: 'refuse' }, new AbortController().signal);
      process.stdout.write('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const request = { name: name('c'), doing: 'y', whenHeld: 'refuse' } as const;
    await expect(hostLock(request, never)).rejects.toThrow(`process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await hostLock(request, never))[Symbol.asyncDispose]();
  });

  test('gives up waiting when told to', async () => {
    const held = await hostLock({ name: name('d'), doing: 'x', whenHeld: 'refuse' }, never);
    const abort = new AbortController();
    const waiting = hostLock(
      { name: name('d'), doing: 'y', whenHeld: () => abort.abort(new Error('enough')) },
      abort.signal,
    );
    await expect(waiting).rejects.toThrow();
    await held[Symbol.asyncDispose]();
  });
});

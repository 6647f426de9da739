/** Looking at hosts: each by itself, the API once, and nobody waits for the dead. */
import { describe, expect, test } from 'vitest';
import { BarqueError } from '../base/errors.ts';
import type { Host } from '../hosts/host.ts';
import type { Reading } from '../hosts/reading.ts';
import { answered, viewNow } from './live-view.ts';
import type { Patience } from './patience.ts';
import { EXPECTED, hostOfSample, sampleView } from './sample-view.ts';

const never = new AbortController().signal;
const API = sampleView().api!;

function patienceFor(hellos: AbortSignal, heard = () => {}): Patience {
  return { hellos, answers: hellos, heard, end: () => {} };
}

/** Answers as the sample does; `asked` notes what was read where. */
function hostsThat(
  behave: Readonly<Record<string, (what: string, signal: AbortSignal) => Promise<unknown> | undefined>>,
  asked: string[] = [],
): Host[] {
  return EXPECTED.hosts.map(({ name }) => ({
    name,
    read: async <T>(reading: Reading<T>, signal: AbortSignal) => {
      asked.push(`${name}: ${reading.name}`);
      const own = behave[name]?.(reading.name, signal);
      if (own !== undefined) return (await own) as T;
      return (reading.name === 'nodes' ? API : hostOfSample(name)) as T;
    },
  }));
}

const lost = (domain: 'connection' | 'remote-step', cameBack: string) => async () => {
  throw new BarqueError({ domain, attempted: 'read it', cameBack });
};

const untilAborted = (_what: string, signal: AbortSignal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () =>
      reject(new BarqueError({ domain: 'connection', attempted: 'read it', cameBack: 'too late' })),
    );
  });

describe('hosts', () => {
  test('are all in the picture, in the order of the file', async () => {
    const view = await viewNow(EXPECTED, hostsThat({}), patienceFor(never), never);
    expect([...view.hosts.keys()]).toEqual(['cp1', 'cp2', 'cp3', 'w1']);
    expect([...answered(view).keys()]).toEqual(['cp1', 'cp2', 'cp3', 'w1']);
  });

  test('that cannot be reached are silent, those that refuse are unreadable', async () => {
    const hosts = hostsThat({
      cp2: lost('connection', 'no route to host'),
      w1: lost('remote-step', 'sudo: a password is required'),
    });
    const view = await viewNow(EXPECTED, hosts, patienceFor(never), never);
    expect(view.hosts.get('cp2')).toEqual({ is: 'silent', because: 'no route to host' });
    expect(view.hosts.get('w1')).toEqual({ is: 'unreadable', because: 'sudo: a password is required' });
    expect(answered(view).size).toBe(2);
  });

  test('that hang are given up when patience ends, and the others are told', async () => {
    const patience = new AbortController();
    const looking = viewNow(EXPECTED, hostsThat({ cp3: untilAborted }), patienceFor(patience.signal), never);
    setImmediate(() => patience.abort(new Error('no answer within 2.3 s')));
    const view = await looking;
    expect(view.hosts.get('cp3')).toMatchObject({ is: 'silent' });
    expect(answered(view).size).toBe(3);
  });

  test('that say hello and no more are given up by the second end of patience', async () => {
    const [hellos, answers] = [new AbortController(), new AbortController()];
    const hanging = (what: string, signal: AbortSignal) =>
      what === 'hello' ? undefined : untilAborted(what, signal);
    const patience = { ...patienceFor(hellos.signal), answers: answers.signal };
    const looking = viewNow(EXPECTED, hostsThat({ cp3: hanging }), patience, never);
    hellos.abort(new Error('no hello'));
    setImmediate(() => answers.abort(new Error('no answer')));
    expect((await looking).hosts.get('cp3')).toMatchObject({ is: 'silent' });
  });

  test('each that answers is heard', async () => {
    let heard = 0;
    const hosts = hostsThat({ cp2: lost('connection', 'off') });
    await viewNow(
      EXPECTED,
      hosts,
      patienceFor(never, () => {
        heard += 1;
      }),
      never,
    );
    expect(heard).toBe(3);
  });

  test('Ctrl-C is no silence', async () => {
    const cancel = new AbortController();
    const looking = viewNow(EXPECTED, hostsThat({ cp1: untilAborted }), patienceFor(never), cancel.signal);
    setImmediate(() => cancel.abort(new Error('stopped by SIGINT')));
    await expect(looking).rejects.toThrow('stopped by SIGINT');
  });
});

describe('the API', () => {
  test('is asked once, by the first control plane that is ready', async () => {
    const asked: string[] = [];
    const view = await viewNow(EXPECTED, hostsThat({}, asked), patienceFor(never), never);
    expect(asked.filter(what => what.endsWith(': nodes'))).toHaveLength(1);
    expect(view.api).toMatchObject({ by: 'cp1' });
  });

  test('is asked by the next when one cannot tell', async () => {
    const asked: string[] = [];
    const failing = (what: string) => (what === 'nodes' ? Promise.resolve(null) : undefined);
    const view = await viewNow(EXPECTED, hostsThat({ cp1: failing }, asked), patienceFor(never), never);
    expect(asked.filter(what => what.endsWith(': nodes'))).toEqual(['cp1: nodes', 'cp2: nodes']);
    expect(view.api?.by).toBe('cp2');
  });

  test('is not asked where its own apiserver is not ready', async () => {
    const asked: string[] = [];
    const down = async () => ({
      ...hostOfSample('cp1'),
      apiserver: { is: 'not-ready' as const, because: 'etcd failed' },
    });
    const view = await viewNow(
      EXPECTED,
      hostsThat({ cp1: down, cp2: down, cp3: down }, asked),
      patienceFor(never),
      never,
    );
    expect(asked.filter(what => what.endsWith(': nodes'))).toEqual([]);
    expect(view.api).toBeNull();
  });
});

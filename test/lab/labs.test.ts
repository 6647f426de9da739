/** Several labs on one host, and labs whose making was killed. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { barque, on, start, well } from './barque.ts';
import { labBundle } from './bundle.ts';
import { remainsOnHost } from './remains.ts';

const seed = Number(process.env['BARQUE_TEST_SEED'] ?? Date.now() % 1_000_000);
const random = seededRandom(seed);
/** Where machines get packages: not whatever this host's cache holds besides. */
let from: string[];
const small = ['--control-planes', '1', '--workers', '0'];

beforeAll(async () => {
  process.stdout.write(`seed ${seed}: BARQUE_TEST_SEED=${seed} repeats it\n`);
  from = ['--bundle', await labBundle()];
});

afterAll(async () => {
  for (const name of ['t-one', 't-two', 't-killed']) await barque('lab', 'down', name);
});

async function addressOf(lab: string): Promise<string> {
  const { machines } = JSON.parse(await well('lab', 'status', lab, '-o', 'json')) as {
    machines: [{ address: string }];
  };
  return machines[0].address;
}

describe('two labs', () => {
  test('are made at the same time, and one goes without the other', async () => {
    await Promise.all(['t-one', 't-two'].map(name => well('lab', 'up', name, ...small, ...from)));
    const [one, two] = [await addressOf('t-one'), await addressOf('t-two')];
    expect(one).not.toBe(two);
    await well('lab', 'down', 't-one');
    expect(remainsOnHost('t-one')).toEqual([]);
    expect(await on('t-two', 'cp1', 'hostname')).toBe('cp1\n');
    await well('lab', 'down', 't-two');
    expect(remainsOnHost('t-two')).toEqual([]);
  });

  test('of the same name: the second is told of the first', async () => {
    const both = [
      start(['lab', 'up', 't-one', ...small, ...from]),
      start(['lab', 'up', 't-one', ...small, ...from]),
    ];
    const codes = (await Promise.all(both.map(each => each.ended))).map(ran => ran.code);
    expect(codes.sort()).toEqual([0, 16]);
    await well('lab', 'down', 't-one');
  });
});

describe('a lab whose making is killed', () => {
  test('is taken down without remains, or made again over them', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { child, ended } = start([
        'lab',
        'up',
        't-killed',
        '--control-planes',
        '2',
        '--workers',
        '0',
        ...from,
      ]);
      const ms = 200 + random() * 2500;
      await delay(ms);
      child.kill('SIGKILL');
      await ended;
      if (round === 2 && remainsOnHost('t-killed').length > 0) {
        const again = await barque('lab', 'up', 't-killed', ...small, ...from);
        // A kill that came too late left a whole lab, whose name is in use.
        if (again.code === 0) expect(again.stderr).toContain('left behind');
        else expect(again).toMatchObject({ code: 64, stderr: expect.stringContaining('is there') });
      }
      await well('lab', 'down', 't-killed');
      expect(remainsOnHost('t-killed'), `killed after ${ms} ms`).toEqual([]);
    }
  });
});

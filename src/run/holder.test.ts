/** Whether an earlier holder still lives, as far as this machine can know. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isDeadHere, thisHolder } from './holder.ts';

test('this process lives', () => {
  expect(isDeadHere(thisHolder())).toBe(false);
});

test('its words fit a line of the fence', () => {
  const { user, machine, started } = thisHolder();
  for (const word of [user, machine, started]) expect(word).toMatch(/^[A-Za-z0-9._@/-]+$/);
});

test('a process that has ended is gone', async () => {
  const child = spawn('true');
  const pid = child.pid!;
  await once(child, 'exit');
  expect(isDeadHere({ ...thisHolder(), pid })).toBe(true);
});

test('a pid that belongs to a later process is gone', () => {
  expect(isDeadHere({ ...thisHolder(), started: 'another-boot/1' })).toBe(true);
});

test('of another machine nothing is known, so it lives', () => {
  expect(isDeadHere({ ...thisHolder(), machine: 'elsewhere', started: 'x/1' })).toBe(false);
});

test('another machine of the same name is another machine', () => {
  const name = thisHolder().machine.split('.')[0]!;
  expect(isDeadHere({ ...thisHolder(), machine: `${name}.00000000`, started: 'x/1' })).toBe(false);
});

import { expect, test } from 'vitest';
import { COMMANDS, commandsFor } from './registry.ts';

test.each(COMMANDS.map(({ name, load }) => [name, load] as const))(
  '%s is the command of that name',
  async (name, load) => {
    expect((await load()).name).toBe(name);
  },
);

test('a command brings those below it, and nothing else', async () => {
  const names = (await commandsFor(['prove', 'compare', 'a', 'b'])).map(({ name }) => name);
  expect(names).toEqual(['prove', 'prove compare']);
});

test.each([[[]], [['--help']], [['aply']]])('%j brings all', async argv => {
  expect(await commandsFor(argv)).toHaveLength(COMMANDS.length);
});

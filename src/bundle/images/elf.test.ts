import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { elfNeeds } from './elf.ts';

it('a dynamic program names its loader and libraries', async () => {
  // The shell of every Debian needs the C library alone.
  const needs = elfNeeds(await readFile('/bin/sh'));
  expect(needs?.libraries).toEqual(['libc.so.6']);
  expect(needs?.interpreter).toMatch(/^\/lib.*\/ld-linux/);
});

it('what is no ELF file needs nothing', () => {
  expect(elfNeeds(Buffer.from('#!/bin/sh\n'))).toBeUndefined();
  expect(elfNeeds(Buffer.alloc(100))).toBeUndefined();
});

/** The package as npm delivers it: slower than the rest, and it needs no machine. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/pack/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

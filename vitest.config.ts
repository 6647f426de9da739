/** Unit, property and simulation tests; the lab's suites have a configuration of their own. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,setup,test/rules,test/simulation}/**/*.test.ts'],
    testTimeout: 180_000,
    // No module has state of its own (a rule of the house), so workers can be used again.
    isolate: false,
    maxWorkers: '100%',
  },
});

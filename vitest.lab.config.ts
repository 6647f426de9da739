/**
 * The lab's suites: real machines, one suite at a time. Two clusters on two cores kept each other's balancers from being
 * scheduled, until no Keepalived thought that its HAProxy answers.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/lab/**/*.test.ts'],
    globalSetup: ['test/lab/global-setup.ts'],
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 900_000,
  },
});

/**
 * The lab's suites: real machines. Those that make a whole Kubernetes run alone: two on two cores kept each other's
 * balancers from being scheduled, until no Keepalived thought that its HAProxy answers. The others wait more than they
 * work, so two of them run beside each other.
 */
import { defineConfig } from 'vitest/config';

const ALL = ['test/lab/**/*.test.ts'];
const ALONE = ['test/lab/create.test.ts', 'test/lab/live.test.ts', 'test/lab/balancers.test.ts'];

const shared = { testTimeout: 300_000, hookTimeout: 900_000 };

export default defineConfig({
  test: {
    globalSetup: ['test/lab/global-setup.ts'],
    projects: [
      {
        test: { ...shared, name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
      {
        test: {
          ...shared,
          name: 'beside',
          include: ALL,
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

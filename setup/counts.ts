/** Passed, failed and skipped over all kinds of tests, from what each kind of runner reports. */

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const PASSED_ONE: Counts = { passed: 1, failed: 0, skipped: 0 };
export const FAILED_ONE: Counts = { passed: 0, failed: 1, skipped: 0 };

export function sum(all: readonly Counts[]): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** The last line of a test run. */
export function lineOf({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The parts of vitest's JSON report (the form of Jest's) that count. */
interface VitestReport {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: readonly { status: string; assertionResults: readonly { status: string }[] }[];
}

/**
 * A file that broke before its tests (an import, a hook) counts as one failed test; so does a run that
 * failed although no test did (an error outside of tests, no test found), or that left no report.
 */
export function countVitest(report: string | undefined, exitCode: number | null): Counts {
  if (report === undefined) return FAILED_ONE;
  const read = JSON.parse(report) as VitestReport;
  const broken = read.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some(({ status: one }) => one === 'failed'),
  ).length;
  const counts = {
    passed: read.numPassedTests,
    failed: read.numFailedTests + broken,
    skipped: read.numPendingTests + read.numTodoTests,
  };
  return counts.failed === 0 && (exitCode !== 0 || !read.success) ? { ...counts, failed: 1 } : counts;
}

/** From the lines of `go test -json`: tests, not packages; a package that does not build counts as one failed. */
export function countGo(lines: string, exitCode: number | null): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const line of lines.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { Action, Test } = JSON.parse(line) as { Action: string; Test?: string };
    if (Test === undefined) continue;
    if (Action === 'pass') counts.passed += 1;
    else if (Action === 'fail') counts.failed += 1;
    else if (Action === 'skip') counts.skipped += 1;
  }
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

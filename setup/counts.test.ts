import { describe, expect, test } from 'vitest';
import { countGo, countVitest, lineOf, sum } from './counts.ts';

const report = (more: object) =>
  JSON.stringify({
    success: true,
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [],
    ...more,
  });

describe('the last line of a test run', () => {
  test('adds up all kinds of tests', () => {
    const counts = [
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 10, failed: 3, skipped: 0 },
    ];
    expect(lineOf(sum(counts))).toBe('11 passed, 3 failed, 2 skipped');
  });
});

describe('what vitest reports', () => {
  test('is taken as it is when all went well', () => {
    expect(countVitest(report({}), 0)).toEqual({ passed: 3, failed: 0, skipped: 1 });
  });
  test('a file that could not be imported is a failed test', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(countVitest(report({ success: false, testResults }), 1)).toMatchObject({ failed: 1 });
  });
  test('a failed test in a failed file counts once', () => {
    const testResults = [
      { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
    ];
    expect(countVitest(report({ success: false, numFailedTests: 1, testResults }), 1)).toMatchObject({
      failed: 1,
    });
  });
  test('an exit code without a failed test is a failure', () => {
    expect(countVitest(report({}), 1)).toMatchObject({ passed: 3, failed: 1 });
  });
  test('no report is a failure', () => {
    expect(countVitest(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('what go test reports', () => {
  const lines = (...events: object[]) => events.map(event => JSON.stringify(event)).join('\n');
  test('counts tests and not their package', () => {
    const text = lines(
      { Action: 'pass', Test: 'TestA' },
      { Action: 'skip', Test: 'TestB' },
      { Action: 'pass' },
    );
    expect(countGo(text, 0)).toEqual({ passed: 1, failed: 0, skipped: 1 });
  });
  test('a package that does not build is a failure', () => {
    expect(countGo('./main.go:3: undefined: x', 2)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

/** A proof as JUnit's XML, so that CI shows each judge of each drill as a test. */
import type { DrillResult, JudgeResult, Proof } from '../proof.ts';
import { escaped } from './escape.ts';

export function junitOf({ cluster, drills, seed, at }: Proof): string {
  const time = new Date(at).toISOString().slice(0, 19);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(`barque prove ${cluster}`)}">`,
    ...drills.map(drill => suite(drill, seed, time)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(
  { id, title, verdict, judges, samples, skipped, command }: DrillResult,
  seed: number,
  time: string,
): string {
  // A drill that was not run to its end is a case of its own: refused, or failed.
  const run: JudgeResult[] =
    skipped === null
      ? []
      : [{ judge: 'run', verdict: verdict === 'failed' ? 'failed' : 'does-not-apply', evidence: skipped }];
  const results = [...judges, ...run];
  const cases = results.map(result => testcase(id, result));
  const count = (verdicts: readonly string[]) =>
    results.filter(each => verdicts.includes(each.verdict)).length;
  const numbers = `tests="${cases.length}" failures="${count(['failed'])}" skipped="${count(['does-not-apply', 'not-judged'])}"`;
  const seconds = samples.reduce((sum, { window }) => sum + (window.toMs - window.fromMs) / 1000, 0);
  return [
    `  <testsuite name="${escaped(id)}" ${numbers} errors="0" time="${seconds.toFixed(1)}" timestamp="${time}">`,
    '    <properties>',
    `      <property name="title" value="${escaped(title)}"/>`,
    `      <property name="seed" value="${seed}"/>`,
    `      <property name="samples" value="${samples.length}"/>`,
    `      <property name="command" value="${escaped(command)}"/>`,
    '    </properties>',
    ...cases,
    '  </testsuite>',
  ].join('\n');
}

function testcase(drill: string, { judge, verdict, evidence }: JudgeResult): string {
  const open = `    <testcase classname="${escaped(drill)}" name="${escaped(judge)}"`;
  const told = escaped(evidence);
  switch (verdict) {
    case 'passed':
      return `${open}><system-out>${told}</system-out></testcase>`;
    case 'failed':
      return `${open}><failure message="${told}"/></testcase>`;
    case 'not-judged':
    case 'does-not-apply':
      return `${open}><skipped message="${told}"/></testcase>`;
  }
}

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
  { id, title, judges, samples, skipped, command }: DrillResult,
  seed: number,
  time: string,
): string {
  const cases =
    judges.length > 0 ? judges.map(judge => testcase(id, judge)) : [notRun(id, skipped ?? 'not run')];
  const count = (verdicts: readonly string[]) =>
    judges.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const seconds = samples.reduce((sum, { window }) => sum + (window.toMs - window.fromMs) / 1000, 0);
  const numbers = `tests="${cases.length}" failures="${count(['failed'])}" skipped="${judges.length > 0 ? count(['does-not-apply', 'not-judged']) : 1}"`;
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

function notRun(drill: string, because: string): string {
  return `    <testcase classname="${escaped(drill)}" name="run"><skipped message="${escaped(because)}"/></testcase>`;
}

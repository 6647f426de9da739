/** How checks look: what failed first, with what to do about it; what passed in one line. */
import type { Judged } from '../../app/check.ts';
import type { Is, Verdict } from '../../checks/check.ts';
import { hostList, some } from './listing.ts';
import type { Paint } from './paint.ts';

const MARKS: Readonly<Record<Is, string>> = {
  failed: '✗',
  warning: '!',
  unknown: '?',
  ok: '✓',
  'not-applicable': '-',
};

export function checkLines(judged: readonly Judged[], ignored: readonly string[], colour: Paint): string[] {
  const of = (is: Is) => judged.flatMap(each => linesOf(each, is, colour));
  const worst = judged.map(({ verdicts }) => worstOf(verdicts));
  const count = (is: Is) => worst.filter(each => each === is).length;
  const [failed, warned, unknown, rest] = [
    count('failed'),
    count('warning'),
    count('unknown'),
    count('not-applicable'),
  ];
  // What failed is the answer; a green tick before it would be read as one.
  const first =
    failed > 0
      ? colour.red(`${MARKS.failed} ${counted(failed)} failed`)
      : colour.green(`${MARKS.ok} ${counted(count('ok'))} passed`);
  const others = [
    ...(failed > 0 ? [`${count('ok')} passed`] : []),
    ...(warned > 0 ? [warned === 1 ? '1 warns' : `${warned} warn`] : []),
    ...(unknown > 0 ? [`${unknown} could not be judged`] : []),
    ...(rest > 0 ? [rest === 1 ? '1 does not apply' : `${rest} do not apply`] : []),
    ...(ignored.length > 0 ? [`${ignored.length} left out (${ignored.join(', ')})`] : []),
  ];
  return [
    ...of('failed'),
    ...of('warning'),
    ...unknownLines(judged, colour),
    others.length === 0 ? first : `${first}; ${others.join(', ')}`,
  ];
}

function linesOf({ check, verdicts }: Judged, is: Is, colour: Paint): string[] {
  const paintOf = is === 'failed' ? colour.red : colour.yellow;
  return verdicts
    .filter(verdict => verdict.is === is)
    .flatMap(({ hosts, evidence, remedy }) => {
      const [first = '', ...more] = evidence.split('\n');
      const where = hosts.length === 0 ? '' : `${hostList(hosts)}: `;
      return [
        `${paintOf(MARKS[is])} ${colour.bold(check.id)}  ${where}${first}`,
        ...more.map(line => `    ${line}`),
        ...(is === 'failed' ? [colour.dim(`    ${check.why}`)] : []),
        ...(remedy === null ? [] : remedy.split('\n').map(line => (line === '' ? '' : `    ${line}`))),
        '',
      ];
    });
}

/** Many checks are unknown for one reason: told in one line for each reason and set of hosts. */
function unknownLines(judged: readonly Judged[], colour: Paint): string[] {
  const reasons = new Map<string, { hosts: readonly string[]; evidence: string; ids: string[] }>();
  for (const { check, verdicts } of judged) {
    for (const { is, hosts, evidence } of verdicts) {
      if (is !== 'unknown') continue;
      const key = JSON.stringify([hosts, evidence]);
      const reason = reasons.get(key) ?? { hosts, evidence, ids: [] };
      reason.ids.push(check.id);
      reasons.set(key, reason);
    }
  }
  return [...reasons.values()].flatMap(({ hosts, evidence, ids }) => [
    `${colour.dim(MARKS.unknown)} ${hostList(hosts)}: ${evidence}`,
    colour.dim(`    ${some(ids, 5)}`),
    '',
  ]);
}

/** Worst first. */
const ORDER: readonly Is[] = ['failed', 'warning', 'unknown', 'ok', 'not-applicable'];

function worstOf(verdicts: readonly Verdict[]): Is {
  return ORDER.find(is => verdicts.some(verdict => verdict.is === is)) ?? 'ok';
}

function counted(number: number): string {
  return number === 1 ? '1 check' : `${number} checks`;
}

/** Every check with its reason. */
export function checkListLines(
  checks: readonly { id: string; title: string; why: string }[],
  colour: Paint,
): string[] {
  return checks.flatMap(({ id, title, why }) => [`${colour.bold(id)}  ${title}`, `    ${why}`]);
}

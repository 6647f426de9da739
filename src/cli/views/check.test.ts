/** What a person sees: failures first, with what to do; what passed in one line. */
import { expect, test } from 'vitest';
import type { Judged } from '../../app/check.ts';
import type { Check, Verdict } from '../../checks/check.ts';
import { checkLines } from './check.ts';
import { paint } from './paint.ts';

const PLAIN = paint({}, {});

function judged(id: string, ...verdicts: Verdict[]): Judged {
  const check: Check = { id, title: `${id} is well`, why: `why ${id}`, needs: [], judge: () => [] };
  return { check, verdicts };
}

test('failures come first, then warnings, then what is unknown, then one line', () => {
  const lines = checkLines(
    [
      judged('a', { is: 'ok', hosts: ['cp1'], evidence: '', remedy: null }),
      judged('b', { is: 'warning', hosts: ['w1', 'w2', 'w3', 'w4'], evidence: 'slow', remedy: 'buy' }),
      judged('c', { is: 'unknown', hosts: ['cp2'], evidence: 'not asked', remedy: null }),
      judged('d', { is: 'unknown', hosts: ['cp2'], evidence: 'not asked', remedy: null }),
      judged(
        'e',
        { is: 'failed', hosts: ['cp1'], evidence: 'taken', remedy: 'stop it:\n\n  stop' },
        { is: 'ok', hosts: ['cp3'], evidence: '', remedy: null },
      ),
      judged('f', { is: 'not-applicable', hosts: [], evidence: 'none', remedy: null }),
    ],
    ['swap'],
    PLAIN,
  );
  expect(lines.join('\n')).toBe(
    [
      '✗ e  cp1: taken',
      '    why e',
      '    stop it:',
      '',
      '      stop',
      '',
      '! b  w1 … w4: slow',
      '    buy',
      '',
      '? cp2: not asked',
      '    c, d',
      '',
      '✗ 1 check failed; 1 passed, 1 warns, 2 could not be judged, 1 does not apply, 1 left out (swap)',
    ].join('\n'),
  );
});

test('when all is well there is one line', () => {
  const all = [judged('a', { is: 'ok', hosts: ['cp1'], evidence: '', remedy: null })];
  expect(checkLines(all, [], PLAIN)).toEqual(['✓ 1 check passed']);
});

/** Findings about files that their own programs would refuse, or that are not yet what a program reads. */
import type { Finding, Found, LintModel } from '../finding.ts';

const syntax: Finding = {
  id: 'syntax',
  severity: 'error',
  title: 'The program refuses this line',
  find: model =>
    views(model).flatMap(({ file, parsed, program }) =>
      parsed.notes.map(
        ({ line, says }): Found => ({
          file,
          line,
          reason: `${says}: ${program} starts with no such file, or reads something else than is meant.`,
          remedy:
            program === 'HAProxy'
              ? `Correct it, then run: haproxy -c -f ${file}`
              : `Correct it, then run: keepalived -t -f ${file}`,
        }),
      ),
    ),
};

function views({ haproxy, keepalived }: LintModel) {
  return [
    ...haproxy.map(({ file, parsed }) => ({ file, parsed, program: 'HAProxy' })),
    ...keepalived.map(({ file, parsed }) => ({ file, parsed, program: 'Keepalived' })),
  ];
}

const unfilled: Finding = {
  id: 'unfilled-variable',
  severity: 'error',
  title: 'A variable has no value',
  find: ({ haproxy, keepalived }) => [
    ...keepalived.flatMap(({ file, unfilled: variables }) =>
      variables.map(({ line, name }) => ({
        file,
        line,
        reason: `${name} is defined nowhere in this file, and Keepalived does not look into the environment: the line is refused, or read without it.`,
        remedy: `Put the value in its place, or define it at the top: ${name.replace(/[{}]/g, '')}=…`,
      })),
    ),
    ...haproxy.flatMap(({ file, unfilled: variables }) =>
      variables.map(({ line, name }) => ({
        file,
        line,
        reason: `HAProxy puts in ${name} only between double quotes; here it is read as it stands.`,
        remedy: `Put the value in its place, or write the word in double quotes and give HAProxy’s unit the variable.`,
      })),
    ),
  ],
};

export const SYNTAX: readonly Finding[] = [syntax, unfilled];

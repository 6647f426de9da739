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
    ...haproxy.map(({ file, text, parsed }) => ({ file, text, parsed, program: 'HAProxy' })),
    ...keepalived.map(({ file, text, parsed }) => ({ file, text, parsed, program: 'Keepalived' })),
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

const placeholder: Finding = {
  id: 'placeholder',
  severity: 'error',
  title: 'A placeholder was never filled in',
  find: model => views(model).flatMap(({ file, text, program }) => placeholdersIn(file, text, program)),
};

/** `<STATE>`, as pages show what everybody must write anew. */
const PLACEHOLDER = /(?:^|\s)(<[A-Za-z][\w .-]*>)(?=\s|$)/;

function placeholdersIn(file: string, text: string, program: string): Found[] {
  return text.split(/\r?\n/).flatMap((raw, at) => {
    const word = PLACEHOLDER.exec(raw.replace(/[#!].*/, '').replace(/"[^"]*"|'[^']*'/g, ''))?.[1];
    return word === undefined
      ? []
      : [
          {
            file,
            line: at + 1,
            reason: `${word} stands for something that is yours to say: ${program} refuses it, or goes on with its default.`,
            remedy: `Put your own in the place of ${word}.`,
          },
        ];
  });
}

export const SYNTAX: readonly Finding[] = [syntax, placeholder, unfilled];

/** From the texts of files to what findings look at; refuses what is no such file. */
import { BarqueError } from '../base/errors.ts';
import { parseHaproxy } from '../formats/haproxy/parse.ts';
import { parseKeepalived } from '../formats/keepalived/parse.ts';
import type { LintModel } from './finding.ts';
import { groupsOf } from './groups.ts';
import { haproxyView } from './haproxy.ts';
import { keepalivedView } from './keepalived.ts';
import { type Kind, kindOf } from './kind.ts';

export interface WrittenFile {
  file: string;
  text: string;
}

/** `as` is the program of all of them; null: each tells by its content. Throws configuration with file and line. */
export function readFiles(files: readonly WrittenFile[], as: Kind | null = null): LintModel {
  const told = files.map(({ file, text }) => {
    if (text.length > LARGEST) throw tooLarge(file);
    if (isEmpty(text)) throw empty(file);
    return { file, text, kind: as ?? checkedKind(file, text) };
  });
  const keepalived = told
    .filter(({ kind }) => kind === 'keepalived')
    .map(({ file, text }) => keepalivedView(file, text, parseKeepalived(text)));
  return {
    haproxy: told
      .filter(({ kind }) => kind === 'haproxy')
      .map(({ file, text }) => haproxyView(file, text, parseHaproxy(text))),
    keepalived,
    groups: groupsOf(keepalived.flatMap(({ instances }) => instances)),
  };
}

/** Jinja's and Go's templates; neither program has anything that looks like it. */
const TEMPLATE = /\{\{-?\s*[\w.]+|\{%-?\s*(if|for|set|include|macro|block)\b/;

function checkedKind(file: string, text: string): Kind {
  const template = text.split('\n').findIndex(line => TEMPLATE.test(line));
  if (template >= 0) {
    throw refused(
      file,
      template + 1,
      'it is a template',
      'Render it first, and give the file that it becomes.',
    );
  }
  const kind = kindOf(text);
  if (kind !== null) return kind;
  throw refused(
    file,
    1,
    'no section of haproxy.cfg and no block of keepalived.conf begins in it',
    'Give it as --as haproxy or --as keepalived if it is one of them.',
  );
}

/** Characters: a thousand servers take 50,000. Whoever gives more has given something else, and would wait for it. */
const LARGEST = 1_000_000;

/** Comments of either program alone. */
function isEmpty(text: string): boolean {
  return text.split('\n').every(line => /^\s*([#!].*)?$/.test(line));
}

function tooLarge(file: string): BarqueError {
  return refused(
    file,
    1,
    `it has more than ${LARGEST} characters`,
    'Give the file that the program reads, not a log or an archive.',
  );
}

function empty(file: string): BarqueError {
  return refused(file, 1, 'nothing is in it', 'Give the file that the program reads.');
}

function refused(file: string, line: number, cameBack: string, next: string): BarqueError {
  return new BarqueError({
    domain: 'configuration',
    attempted: 'judge the file',
    where: `${file}:${line}`,
    cameBack,
    next,
  });
}

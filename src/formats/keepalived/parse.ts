/** Reads anybody's Keepalived configuration: what is not understood is kept as words or noted, never thrown. */
import type { KeepalivedFile, Statement } from './model.ts';

export interface ParsedKeepalived {
  file: KeepalivedFile;
  /** Line, from 1, of each statement. */
  lines: ReadonlyMap<Statement, number>;
  /** What a strict reader would refuse. */
  notes: readonly { line: number; says: string }[];
}

/** Keepalived's own blocks go four deep; what goes deeper than this is no configuration, and would exhaust a reader. */
const DEEPEST = 50;

type Open = { statements: Statement[]; line: number };

export function parseKeepalived(text: string): ParsedKeepalived {
  const lines = new Map<Statement, number>();
  const notes: { line: number; says: string }[] = [];
  const open: Open[] = [{ statements: [], line: 0 }];
  const add = (words: readonly string[], block: Statement[] | null, line: number): void => {
    const [first, ...rest] = words;
    if (first === undefined) {
      notes.push({ line, says: 'a brace opens without a name' });
      return;
    }
    const statement: Statement = { words: [first, ...rest], block };
    open.at(-1)!.statements.push(statement);
    lines.set(statement, line);
  };
  /** A statement may be followed by its brace on the next line. */
  let waiting: { words: string[]; line: number } | null = null;
  const flush = () => {
    if (waiting !== null) add(waiting.words, null, waiting.line);
    waiting = null;
  };
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = at + 1;
    let words: string[] = [];
    const { tokens, unclosed } = tokensOf(raw);
    if (unclosed) notes.push({ line, says: 'a quote is not closed' });
    for (const token of tokens) {
      if (token.is === 'word') {
        words.push(token.text);
        continue;
      }
      if (token.text === '{') {
        const named: { words: string[]; line: number } =
          words.length > 0 ? { words, line } : (waiting ?? { words: [], line });
        if (words.length > 0) flush();
        waiting = null;
        const block: Statement[] = [];
        const tooDeep = open.length > DEEPEST;
        if (tooDeep) notes.push({ line, says: `braces stand within more than ${DEEPEST} others` });
        add(named.words, tooDeep ? null : block, named.line);
        open.push({ statements: block, line });
      } else {
        flush();
        if (words.length > 0) add(words, null, line);
        if (open.length > 1) open.pop();
        else notes.push({ line, says: 'a brace closes nothing' });
      }
      words = [];
    }
    if (words.length > 0) {
      flush();
      waiting = { words, line };
    }
  }
  flush();
  for (const { line } of open.slice(1)) notes.push({ line, says: 'this brace is not closed' });
  return { file: { statements: open[0]!.statements }, lines, notes };
}

/** Characters of a definition's name that are looked at, dollar sign and braces included. */
const LONGEST_NAME = 256;

type Token = { is: 'word'; text: string } | { is: 'brace'; text: '{' | '}' };

function tokensOf(line: string): { tokens: Token[]; unclosed: boolean } {
  const tokens: Token[] = [];
  let word: string | null = null;
  let quoted = false;
  const end = () => {
    if (word !== null) tokens.push({ is: 'word', text: word });
    word = null;
  };
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]!;
    if (quoted) {
      if (char === '"') quoted = false;
      else word = (word ?? '') + char;
    } else if (char === '"') {
      quoted = true;
      word = word ?? '';
    } else if (char === '$' && /^\$\{\w+\}/.test(line.slice(at, at + LONGEST_NAME))) {
      // A definition's braces are a part of its word (keepalived.conf(5), definitions).
      const end = line.indexOf('}', at);
      word = (word ?? '') + line.slice(at, end + 1);
      at = end;
    } else if (/\s/.test(char)) end();
    else if (char === '#' || char === '!') break;
    else if (char === '{' || char === '}') {
      end();
      tokens.push({ is: 'brace', text: char });
    } else word = (word ?? '') + char;
  }
  end();
  return { tokens, unclosed: quoted };
}

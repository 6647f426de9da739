/** Reads anybody's HAProxy configuration: what is not understood is kept as words or noted, never thrown. */
import { type Directive, type HaproxyFile, isSectionKind, type Section } from './model.ts';

export interface ParsedHaproxy {
  file: HaproxyFile;
  /** Lines, from 1, of each section and of its directives. */
  lines: readonly { section: number; directives: readonly number[] }[];
  /** Lines of conditions (`.if`, manual 2.4) that stand before any section; others are directives of theirs. */
  conditions: readonly { line: number; keyword: string }[];
  /** What a strict reader would refuse. */
  notes: readonly { line: number; says: string }[];
}

export function parseHaproxy(text: string): ParsedHaproxy {
  const sections: (Section & { directives: Directive[] })[] = [];
  const lines: { section: number; directives: number[] }[] = [];
  const conditions: { line: number; keyword: string }[] = [];
  const notes: { line: number; says: string }[] = [];
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = at + 1;
    const { words, unclosed } = wordsOf(raw);
    if (unclosed) notes.push({ line, says: 'a quote is not closed' });
    const [first, ...rest] = words;
    if (first === undefined) continue;
    if (isSectionKind(first)) {
      sections.push({ kind: first, name: rest, directives: [] });
      lines.push({ section: line, directives: [] });
      continue;
    }
    if (sections.length === 0 && first.startsWith('.')) {
      conditions.push({ line, keyword: first });
      continue;
    }
    if (sections.length === 0) {
      notes.push({ line, says: `${first} stands before any section` });
      continue;
    }
    sections.at(-1)!.directives.push([first, ...rest]);
    lines.at(-1)!.directives.push(line);
  }
  return { file: { sections }, lines, conditions, notes };
}

/** Words by HAProxy's rules of quoting (manual, 2.2); variables are left as they are written. */
function wordsOf(line: string): { words: string[]; unclosed: boolean } {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]!;
    const next = line[at + 1];
    if (quote === "'") {
      if (char === "'") quote = null;
      else word += char;
    } else if (char === '\\' && next !== undefined && (quote === null || '"\\$'.includes(next))) {
      word = (word ?? '') + (quote === null ? (ESCAPES[next] ?? next) : next);
      at += 1;
    } else if (char === '"' || (char === "'" && quote === null)) {
      quote = quote === char ? null : char;
      word ??= '';
    } else if (quote === null && char === '#') {
      break;
    } else if (quote === null && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== null) words.push(word);
  return { words, unclosed: quote !== null };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

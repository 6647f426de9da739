/** Findings about words that no program knows, where a known one is near: what is misspelt is refused, or passed over. */
import { editDistance, nearest } from '../../spec/nearest.ts';
import type { Finding, Found } from '../finding.ts';
import type { HaproxyView, Server } from '../haproxy.ts';
import type { KeepalivedView, Line } from '../keepalived.ts';
import {
  KEEPALIVED_WORDS,
  OPTION_WORDS,
  PROXY_WORDS,
  SERVER_FLAGS,
  SERVER_VALUES,
  TIMEOUT_WORDS,
} from '../known-words.ts';

const unknownWord: Finding = {
  id: 'unknown-word',
  severity: 'error',
  title: 'A word is misspelt',
  find: ({ haproxy, keepalived }) => [...haproxy.flatMap(inHaproxy), ...keepalived.flatMap(inKeepalived)],
};

/** Letters of a word that may be wrong: a word that we do not know and that is farther from all known ones may be a new one. */
const WRONG_OF_SHORT = 1;
const WRONG = 2;
const SHORT = 6;

/** The word that was meant; null: it is known, or like none. */
function meant(word: string, known: readonly string[]): string | null {
  if (known.includes(word) || !/^[a-z][\w-]*$/i.test(word)) return null;
  const near = nearest(word, known);
  if (near === null) return null;
  return editDistance(word, near) <= (word.length < SHORT ? WRONG_OF_SHORT : WRONG) ? near : null;
}

const PROXIES: readonly string[] = ['defaults', 'frontend', 'backend', 'listen'];

function inHaproxy({ file, parsed, proxies }: HaproxyView): Found[] {
  const told = (line: number, word: string, near: string | null): Found[] =>
    near === null
      ? []
      : [
          {
            file,
            line,
            reason: `HAProxy knows no word ${word}, and does not start with a file that has one.`,
            remedy: `Write ${near}, if that is meant.`,
          },
        ];
  const lines = parsed.file.sections.flatMap(({ kind, directives }, section) =>
    directives.flatMap((words, at) => {
      const line = parsed.lines[section]!.directives[at]!;
      if (!PROXIES.includes(kind)) return told(line, words[0], sectionMeant(words));
      const rest = words[0] === 'no' || words[0] === 'default' ? words.slice(1) : words;
      const [first = '', second = ''] = rest;
      if (first === 'option') return told(line, second, meant(second, OPTION_WORDS));
      if (first === 'timeout') return told(line, second, meant(second, TIMEOUT_WORDS));
      if (first === 'default-server') return serverWords(rest.slice(1), (w, near) => told(line, w, near));
      return told(line, first, meant(first, PROXY_WORDS));
    }),
  );
  const servers = proxies.flatMap(proxy =>
    proxy.servers.flatMap(({ own, line }: Server) => serverWords(own, (w, near) => told(line, w, near))),
  );
  return [...lines, ...servers];
}

/** `bakend api` within another section: one word more, and nearly a section. */
function sectionMeant([first, ...rest]: readonly [string, ...string[]]): string | null {
  return rest.length === 1 ? meant(first, PROXIES) : null;
}

function serverWords(
  words: readonly string[],
  told: (word: string, near: string | null) => Found[],
): Found[] {
  const found: Found[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    if (SERVER_VALUES.includes(word)) at += 1;
    else if (!SERVER_FLAGS.includes(word)) {
      const near = meant(word, [...SERVER_FLAGS, ...SERVER_VALUES]);
      found.push(...told(word, near));
      // What follows is the value of the word that was meant.
      if (near !== null && SERVER_VALUES.includes(near)) at += 1;
    }
  }
  return found;
}

function inKeepalived({ file, lines }: KeepalivedView): Found[] {
  const wrong = (each: Line, known: readonly string[]): Found[] => {
    const word = each.words[0]!;
    const near = meant(word, known);
    return near === null
      ? []
      : [
          {
            file,
            line: each.line,
            reason: `Keepalived knows no word ${word}, says so in its log, and goes on without it.`,
            remedy: `Write ${near}, if that is meant.`,
          },
        ];
  };
  return lines.flatMap(each => {
    const kind = each.words[0] as keyof typeof KEEPALIVED_WORDS;
    const known = kind in KEEPALIVED_WORDS && kind !== '' ? KEEPALIVED_WORDS[kind] : null;
    const inside = known === null ? [] : (each.block ?? []).flatMap(line => wrong(line, known));
    return [...wrong(each, KEEPALIVED_WORDS['']), ...inside];
  });
}

export const WORDS: readonly Finding[] = [unknownWord];

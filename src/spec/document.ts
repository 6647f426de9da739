/** A YAML text as plain values with a place for each: one document, no anchors, no tags, no doubled keys. */
import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Place, Problem } from './diagnostic.ts';

export type Path = readonly (string | number)[];

export interface SpecDocument {
  value: unknown;
  /** Where the value at `path` stands, or its key; for a missing one the nearest that is there. */
  place(path: Path, at: 'value' | 'key'): Place;
  /** The word at `path` as it is written, without its quotes: `1.30` where the value is 1.3. Null for what is no word. */
  source(path: Path): string | null;
}

/** A cluster of 1,000 hosts is about 100 KB; what is longer is some other file. */
export const LARGEST_BYTES = 1024 * 1024;

const FIRST_ERRORS = 3;

/** Either a document without problems, or the problems. */
export function readDocument(text: string): SpecDocument | readonly Problem[] {
  const start: Place = { line: 1, column: 1, endColumn: 2 };
  if (Buffer.byteLength(text) > LARGEST_BYTES) {
    return [problem('The file is too long', `It has more than ${LARGEST_BYTES} bytes.`, start)];
  }
  const lines = new LineCounter();
  try {
    return read(text, lines);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [tooDeep(start)];
  }
}

function read(text: string, lines: LineCounter): SpecDocument | readonly Problem[] {
  const documents = parseAllDocuments<ParsedNode>(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  if (!Array.isArray(documents) || documents.length === 0) {
    return [problem('The file is empty', 'There is no cluster in it.', { line: 1, column: 1, endColumn: 2 })];
  }
  const problems: Problem[] = [];
  for (const document of documents) {
    for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
      if (STACK_WORDS.test(message)) return [tooDeep({ line: 1, column: 1, endColumn: 2 })];
      problems.push(
        problem(
          YAML_WORDS[code] ?? 'This is not YAML',
          sentence(message),
          placeOf(lines, text, pos[0], pos[1]),
        ),
      );
    }
  }
  // One missing bracket makes many errors after it; the first ones are the ones to correct.
  if (problems.length > 0) return problems.slice(0, FIRST_ERRORS);
  const [document, second] = documents;
  if (second !== undefined) {
    const [from] = second.range;
    return [
      problem(
        'Only one document is allowed',
        'A second one begins here.',
        placeOf(lines, text, from, from + 3),
      ),
    ];
  }
  const root = document!.contents;
  if (!isMap(root)) {
    return [
      problem(
        'This is not a cluster',
        'The file must be a map with apiVersion, kind, metadata and spec.',
        nodePlace(root, lines, text),
      ),
    ];
  }
  problems.push(...refused(root, lines, text));
  if (problems.length > 0) return problems;
  return {
    value: plain(root),
    place: (path, at) => {
      const { node, key } = found(root, path);
      return nodePlace(at === 'key' && key !== null ? key : node, lines, text);
    },
    source: path => {
      const { node, whole } = found(root, path);
      return whole && isScalar(node) && typeof node.source === 'string' ? node.source : null;
    },
  };
}

/** The parser calls itself for each level, and tells a full stack as an error of the text. */
const STACK_WORDS = /call stack/;

function tooDeep(place: Place): Problem {
  return problem('The file is nested too deeply', 'It has far more levels than a cluster has.', place);
}

const YAML_WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'This key is written twice',
  TAG_RESOLVE_FAILED: 'Tags are not allowed',
  BAD_ALIAS: 'Aliases are not allowed',
  TAB_AS_INDENT: 'A tab cannot indent',
};

/** What YAML allows and a cluster's file does not: it must mean what it seems to mean. */
function refused(root: Node, lines: LineCounter, text: string): Problem[] {
  const problems: Problem[] = [];
  const refuse = (summary: string, detail: string, node: Node) => {
    problems.push(problem(summary, detail, nodePlace(node, lines, text)));
  };
  visit(root, {
    Node: (_key, node) => {
      if (isAlias(node)) refuse('Aliases are not allowed', 'Write the value itself.', node);
      else if (node.anchor !== undefined) refuse('Anchors are not allowed', `Remove &${node.anchor}.`, node);
      if (!isAlias(node) && node.tag !== undefined)
        refuse('Tags are not allowed', `Remove ${node.tag}.`, node);
    },
    Pair: (_key, { key }) => {
      const node = key as Node;
      if (!isScalar(node) || typeof node.value !== 'string') {
        refuse('A key must be text', 'Put it between quotes.', node);
      } else if (node.value === '__proto__') {
        refuse('This key is not allowed', 'No part of a cluster has this name.', node);
      }
    },
  });
  return problems;
}

function plain(node: unknown): unknown {
  if (isMap(node)) {
    // Object.fromEntries defines properties, it never calls a setter of the prototype.
    return Object.fromEntries(
      node.items.map(({ key, value }) => [String((key as { value: unknown }).value), plain(value)]),
    );
  }
  if (isSeq(node)) return node.items.map(plain);
  return isScalar(node) ? node.value : null;
}

/** The node at `path` and its key, or the nearest above it: then it is not the whole path. */
function found(root: YAMLMap, path: Path): { node: Node; key: Node | null; whole: boolean } {
  let node: Node = root;
  let key: Node | null = null;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(item => isScalar(item.key) && item.key.value === part);
      if (!isPair(pair)) return { node, key, whole: false };
      key = pair.key as Node;
      node = (pair.value ?? pair.key) as Node;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      if (item === undefined) return { node, key, whole: false };
      key = null;
      node = item as Node;
    } else return { node, key, whole: false };
  }
  return { node, key, whole: true };
}

function nodePlace(node: Node | null, lines: LineCounter, text: string): Place {
  const range = node?.range;
  return range ? placeOf(lines, text, range[0], range[1]) : { line: 1, column: 1, endColumn: 2 };
}

/** What goes over several lines is pointed at by its first one. */
function placeOf(lines: LineCounter, text: string, from: number, to: number): Place {
  const { line, col } = lines.linePos(Math.min(from, text.length));
  const newline = text.indexOf('\n', from);
  const end = Math.min(to, newline === -1 ? text.length : newline);
  return { line, column: col, endColumn: col + Math.max(1, end - from) };
}

function problem(summary: string, detail: string, place: Place): Problem {
  return { summary, detail, help: '', place };
}

function sentence(message: string): string {
  const text = message.trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

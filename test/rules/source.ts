/** The sources as the rules see them: read once, parsed by a real parser, with their imports. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A node of the ESTree; rules look at the few members that they know. */
export interface Node {
  type: string;
  start: number;
  [member: string]: unknown;
}

export interface Import {
  /** As written. */
  from: string;
  /** Path from the root of the checkout for a relative one, else undefined. */
  path: string | undefined;
  /** Whether nothing of it is left when types are stripped. */
  typeOnly: boolean;
}

export interface Source {
  /** From the root of the checkout: `src/plan/graph.ts`. */
  path: string;
  /** `plan`; undefined for a file that lies in no room. */
  room: string | undefined;
  text: string;
  program: Node;
  imports: readonly Import[];
}

/** Every file of src/ that is delivered: without tests. */
export function readSources(): Source[] {
  return globSync('src/**/*.ts', { cwd: ROOT })
    .filter(path => !path.endsWith('.test.ts'))
    .sort()
    .map(path => sourceOf(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** Also for planted violations: nothing is read. Parsed for who asks, since a rule needs only some of it of all sources. */
export function sourceOf(path: string, text: string): Source {
  const [, room, rest] = path.split('/');
  let program: Node | undefined;
  let imports: readonly Import[] | undefined;
  return {
    path,
    room: rest === undefined ? undefined : room,
    text,
    get program() {
      program ??= parseAst(text, { lang: 'ts' }) as unknown as Node;
      return program;
    },
    get imports() {
      imports ??= nodesOf(this.program).flatMap(({ node }) => importOf(path, node));
      return imports;
    },
  };
}

/** All nodes below one, each with those above it, nearest last. */
export function nodesOf(root: Node): { node: Node; above: readonly Node[] }[] {
  const found: { node: Node; above: readonly Node[] }[] = [];
  const visit = (node: Node, above: readonly Node[]) => {
    found.push({ node, above });
    // Most nodes have none below them.
    let below: readonly Node[] | undefined;
    const look = (child: unknown) => {
      if (!isNode(child)) return;
      below ??= [...above, node];
      visit(child, below);
    };
    for (const key in node) {
      const member = node[key];
      if (Array.isArray(member)) member.forEach(look);
      else look(member);
    }
  };
  visit(root, []);
  return found;
}

export function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && typeof (value as Node).type === 'string';
}

/** `src/plan/graph.ts:12`, as an editor opens it. */
export function placeOf(source: Source, node: Node): string {
  return `${source.path}:${source.text.slice(0, node.start).split('\n').length}`;
}

function importOf(path: string, node: Node): Import[] {
  const from = (node.source as Node | null | undefined)?.value;
  if (typeof from !== 'string') return [];
  const list = (node.specifiers ?? []) as readonly Node[];
  const types = node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType';
  const allTypes = list.length > 0 && list.every(({ importKind }) => importKind === 'type');
  return [
    {
      from,
      path: from.startsWith('.') ? posix.join(posix.dirname(path), from) : undefined,
      typeOnly: types || allTypes,
    },
  ];
}

/** Which packages a list of packages needs: the closure over Depends and Pre-Depends, without recommendations. */
import type { ControlParagraph } from './control-paragraph.ts';
import { parseRelations, type Relation, versionMeets } from './relation.ts';
import { compareVersions } from './version-order.ts';

/** One candidate per name: the newest of the archives that were read. */
export interface PackageIndex {
  byName: ReadonlyMap<string, ControlParagraph>;
  /** Virtual name → what provides it, sorted by package name; version absent when provided without one. */
  providers: ReadonlyMap<string, readonly { by: string; version?: string }[]>;
}

export interface Chosen {
  name: string;
  /** Sorted names of chosen packages that need it; empty for what was asked for alone. */
  neededBy: readonly string[];
}

/** A dependency that no package of the index meets. */
export class UnmetRelation extends Error {
  readonly needed: string;
  readonly by: string;

  constructor(needed: string, by: string) {
    super(`${by} needs ${needed}, which no package here meets`);
    this.needed = needed;
    this.by = by;
  }
}

export function indexPackages(paragraphs: Iterable<ControlParagraph>): PackageIndex {
  const byName = new Map<string, ControlParagraph>();
  for (const paragraph of paragraphs) {
    const name = paragraph['Package'];
    if (name === undefined) continue;
    const known = byName.get(name);
    if (known === undefined || compareVersions(paragraph['Version']!, known['Version']!) > 0) {
      byName.set(name, paragraph);
    }
  }
  const providers = new Map<string, { by: string; version?: string }[]>();
  for (const name of [...byName.keys()].sort()) {
    for (const [provided] of parseRelations(byName.get(name)!['Provides'])) {
      const version = provided!.version?.than;
      const entry = version === undefined ? { by: name } : { by: name, version };
      const known = providers.get(provided!.name);
      if (known === undefined) providers.set(provided!.name, [entry]);
      else known.push(entry);
    }
  }
  return { byName, providers };
}

/** What every Debian system has: packages marked essential or required, apt, and what they need (debootstrap's minbase). */
export function minimalSystem(index: PackageIndex): ReadonlySet<string> {
  const roots = [...index.byName.values()]
    .filter(({ Essential, Priority }) => Essential === 'yes' || Priority === 'required')
    .map(paragraph => paragraph['Package']!);
  return new Set(closureOf(index, [...roots, 'apt'], new Set()).map(({ name }) => name));
}

/**
 * The packages to install so that `asked` work on a system that has `present`; sorted by name.
 * Of alternatives the first that is chosen or present wins, then the first that exists.
 * Does not depend on the order of `asked`. Throws UnmetRelation.
 */
export function closureOf(
  index: PackageIndex,
  asked: readonly string[],
  present: ReadonlySet<string>,
): Chosen[] {
  const chosen = new Map<string, Set<string>>();
  const queue = [...new Set(asked)].sort();
  for (const name of queue) {
    if (!index.byName.has(name)) throw new UnmetRelation(name, 'the list of packages');
    chosen.set(name, new Set());
  }
  // The loop appends to what it walks: breadth first.
  for (const name of queue) {
    const paragraph = index.byName.get(name)!;
    for (const field of ['Pre-Depends', 'Depends']) {
      for (const alternatives of parseRelations(paragraph[field])) {
        const candidates = alternatives.flatMap(relation => candidatesFor(index, relation));
        // A system may have another version of what it has, which an exact relation refuses: then it comes along.
        const exact = alternatives.every(({ version }) => version?.operator === '=');
        if (!exact && candidates.some(candidate => present.has(candidate))) continue;
        const needed = candidates.find(candidate => chosen.has(candidate)) ?? candidates[0];
        if (needed === undefined) throw new UnmetRelation(printRelations(alternatives), name);
        if (!chosen.has(needed)) {
          chosen.set(needed, new Set());
          queue.push(needed);
        }
        if (needed !== name) chosen.get(needed)!.add(name);
      }
    }
  }
  return [...chosen]
    .map(([name, neededBy]) => ({ name, neededBy: [...neededBy].sort() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names of packages that meet the relation: the package itself first, then its providers. */
function candidatesFor(index: PackageIndex, relation: Relation): string[] {
  const real = index.byName.get(relation.name);
  const names = real !== undefined && versionMeets(relation, real['Version']!) ? [relation.name] : [];
  for (const { by, version } of index.providers.get(relation.name) ?? []) {
    // Policy 7.5: a relation with a version is met only by a provision with a version.
    const meets =
      relation.version === undefined || (version !== undefined && versionMeets(relation, version));
    if (meets && !names.includes(by)) names.push(by);
  }
  return names;
}

function printRelations(alternatives: readonly Relation[]): string {
  return alternatives
    .map(({ name, version }) =>
      version === undefined ? name : `${name} (${version.operator} ${version.than})`,
    )
    .join(' | ');
}

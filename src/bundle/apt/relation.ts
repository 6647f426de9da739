/** Relations between packages, as in Depends (Debian Policy 7.1). */
import { compareVersions } from './version-order.ts';

export interface Relation {
  name: string;
  /** Absent: any version. */
  version?: { operator: '<<' | '<=' | '=' | '>=' | '>>'; than: string };
}

/** `a (>= 1) | b, c` → one list of alternatives per comma. Architecture qualifiers and lists are dropped: one architecture only. */
export function parseRelations(text: string | undefined): Relation[][] {
  if (text === undefined || text.trim() === '') return [];
  return text.split(',').map(group => group.split('|').map(parseRelation));
}

function parseRelation(text: string): Relation {
  const match = /^\s*([a-z0-9][a-z0-9.+-]*)(?::\w+)?\s*(?:\(\s*(<<|<=|=|>=|>>)\s*([^\s)]+)\s*\))?/.exec(text);
  if (match === null) throw new SyntaxError(`not a package relation: ${text.trim()}`);
  const [, name, operator, than] = match;
  if (operator === undefined || than === undefined) return { name: name! };
  return { name: name!, version: { operator: operator as '=' | '>=', than } };
}

/** Whether a package of this version meets the relation's condition. */
export function versionMeets(relation: Relation, version: string): boolean {
  if (relation.version === undefined) return true;
  const order = compareVersions(version, relation.version.than);
  switch (relation.version.operator) {
    case '<<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '=':
      return order === 0;
    case '>=':
      return order >= 0;
    case '>>':
      return order > 0;
  }
}

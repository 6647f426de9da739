/** An HAProxy configuration as sections of directives, each a list of words: enough for ours and for anybody's. */

/** `timeout connect 5s` is ['timeout', 'connect', '5s']. */
export type Directive = readonly [keyword: string, ...rest: string[]];

export interface Section {
  kind: SectionKind;
  /** Words after the kind: the name, and `from NAME` where it is written. */
  name: readonly string[];
  directives: readonly Directive[];
}

export interface HaproxyFile {
  sections: readonly Section[];
}

/** Words that begin a section (HAProxy 3.2, configuration manual; healthcheck since 3.4). */
export const SECTION_KINDS = [
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'peers',
  'resolvers',
  'userlist',
  'mailers',
  'cache',
  'program',
  'http-errors',
  'ring',
  'log-forward',
  'log-profile',
  'fcgi-app',
  'crt-store',
  'traces',
  'acme',
  'healthcheck',
] as const;

export type SectionKind = (typeof SECTION_KINDS)[number];

export function isSectionKind(word: string): word is SectionKind {
  return (SECTION_KINDS as readonly string[]).includes(word);
}

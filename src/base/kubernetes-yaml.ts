/**
 * YAML as Kubernetes' programs read it: by YAML 1.1, where yes and on are booleans and 0400 is octal (sigs.k8s.io/yaml, a
 * fork of go-yaml v2). What is printed for them means the same to them, and what was written for them is read as they do.
 */
import { type Document, parseAllDocuments, parseDocument, type ScalarTag, stringify, type Tags } from 'yaml';

/** Go's own prefixes of numbers, in both cases (strconv.ParseInt with base 0). */
const GO_NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0[bBoOxX][0-9a-fA-F_]+$/,
  resolve: Number,
};

/** For printing: words that are numbers or nothing to some reader stand between quotes. */
const QUOTING: { version: '1.1'; compat: Tags } = { version: '1.1', compat: [GO_NUMBER] };

/** Words between quotes where they must be; all else is as it would be without them. kubectl indents no lists. */
export function printKubernetesYaml(documents: readonly object[], { indentSeq = true } = {}): string {
  return documents.map(each => stringify(each, { ...QUOTING, lineWidth: 0, indentSeq })).join('---\n');
}

/** One document as it is read there, to be changed and printed again: what is added is quoted as it must be. */
export function readKubernetesDocument(text: string): Document.Parsed {
  return parseDocument(text, { ...QUOTING, customTags: asGoReads, logLevel: 'silent' });
}

/** Documents as they are written there, those without content among them; their errors are to be looked at. */
export function readKubernetesYaml(text: string): readonly Document.Parsed[] {
  const documents = parseAllDocuments(text, { version: '1.1', customTags: asGoReads, logLevel: 'silent' });
  // Of an empty text the parser gives something else.
  return Array.isArray(documents) ? documents : [];
}

/** A point alone is a word to it. */
const FLOAT = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)$/;

/** go-yaml has neither dates nor numbers to the base of 60. */
function asGoReads(tags: Tags): Tags {
  return tags
    .filter(tag => typeof tag === 'string' || !isTime(tag))
    .map(tag => (takesPoint(tag) ? { ...tag, test: FLOAT } : tag));
}

function isTime(tag: Exclude<Tags[number], string>): boolean {
  return tag.tag === 'tag:yaml.org,2002:timestamp' || ('format' in tag && tag.format === 'TIME');
}

function takesPoint(tag: Tags[number]): tag is ScalarTag {
  return typeof tag !== 'string' && 'test' in tag && tag.test?.test('.') === true;
}

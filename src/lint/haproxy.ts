/** A haproxy.cfg as its proxies see it: defaults inherited, default-server applied, every setting with its line. */
import type { Directive } from '../formats/haproxy/model.ts';
import type { ParsedHaproxy } from '../formats/haproxy/parse.ts';
import { keywordOf } from '../formats/haproxy/patch.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';

export interface Setting {
  words: Directive;
  line: number;
}

export interface Server {
  name: string;
  at: Endpoint;
  line: number;
  /** Whether it stands for several (server-template). */
  template: boolean;
  /** What stands on its own line after the address. */
  own: readonly string[];
  /** What all `default-server` lines give it. */
  inherited: readonly string[];
}

export interface Bind {
  at: Endpoint;
  line: number;
  words: readonly string[];
}

export interface ProxySection {
  kind: 'frontend' | 'backend' | 'listen';
  name: string;
  /** Of its first line. */
  line: number;
  mode: string;
  /** In the order in which they are applied: those of its defaults, then its own; without its servers. */
  settings: readonly Setting[];
  binds: readonly Bind[];
  servers: readonly Server[];
}

/** Clients come in at `front` and are given to a server of `back`; with `listen` both are the same. */
export interface Route {
  front: ProxySection;
  back: ProxySection;
}

export interface HaproxyView {
  file: string;
  text: string;
  global: readonly Setting[];
  /** Line of the section `global`, or the first one. */
  globalLine: number;
  proxies: readonly ProxySection[];
  routes: readonly Route[];
  /** Variables outside of double quotes, which HAProxy leaves as they are (manual, 2.3). */
  unfilled: readonly { line: number; name: string }[];
  parsed: ParsedHaproxy;
}

export function haproxyView(file: string, text: string, parsed: ParsedHaproxy): HaproxyView {
  const sections = parsed.file.sections.map((section, at) => ({
    ...section,
    line: parsed.lines[at]!.section,
    settings: section.directives.map(
      (words, index): Setting => ({ words, line: parsed.lines[at]!.directives[index]! }),
    ),
  }));
  /** The settings of each `defaults` by its name, and of the latest one, with those that it inherits. */
  const named = new Map<string, readonly Setting[]>();
  let latest: readonly Setting[] = [];
  const proxies: ProxySection[] = [];
  for (const { kind, name, line, settings } of sections) {
    const from = name.indexOf('from');
    const parent = from < 0 ? undefined : named.get(name[from + 1] ?? '');
    if (kind === 'defaults') {
      latest = [...(parent ?? []), ...settings];
      if (from !== 0 && name[0] !== undefined) named.set(name[0], latest);
    } else if (kind === 'frontend' || kind === 'backend' || kind === 'listen') {
      proxies.push(proxyOf(kind, name[0] ?? '', line, settings, parent ?? latest));
    }
  }
  const globals = sections.filter(({ kind }) => kind === 'global');
  return {
    file,
    text,
    global: globals.flatMap(({ settings }) => settings),
    globalLine: globals[0]?.line ?? 1,
    proxies,
    routes: routesOf(proxies),
    unfilled: unfilledIn(text),
    parsed,
  };
}

function unfilledIn(text: string): { line: number; name: string }[] {
  return text.split(/\r?\n/).flatMap((raw, at) => {
    const bare = raw.replace(/\\.|"(?:\\.|[^"\\])*"|'[^']*'/g, '').replace(/#.*/, '');
    const name = /\$\{\w+\}/.exec(bare)?.[0];
    return name === undefined ? [] : [{ line: at + 1, name }];
  });
}

function proxyOf(
  kind: ProxySection['kind'],
  name: string,
  line: number,
  own: readonly Setting[],
  defaults: readonly Setting[],
): ProxySection {
  // Without servers, of which there may be thousands, and for each of which the others are looked through.
  const settings = [...defaults, ...own.filter(setting => !isServer(setting))];
  const inherited = settings
    .filter(each => each.words[0] === 'default-server')
    .flatMap(each => each.words.slice(1));
  const servers = kind === 'frontend' ? [] : own.flatMap(setting => serverOf(setting, inherited));
  const binds = kind === 'backend' ? [] : own.flatMap(bindsOf);
  const mode = find(settings, 'mode')?.words[1] ?? 'tcp';
  return { kind, name, line, mode, settings, binds, servers };
}

function isServer({ words }: Setting): boolean {
  return words[0] === 'server' || words[0] === 'server-template';
}

function serverOf(setting: Setting, inherited: readonly string[]): Server[] {
  if (!isServer(setting)) return [];
  const { words, line } = setting;
  const template = words[0] === 'server-template';
  const [, name = '', ...rest] = words;
  // server-template: prefix, number, address.
  const [address = '', ...own] = template ? rest.slice(1) : rest;
  return [{ name, at: endpointOf(address), line, template, own, inherited }];
}

/** Those that HAProxy gives connections to when it starts. */
export function enabled(servers: readonly Server[]): Server[] {
  return servers.filter(server => !has(server, 'disabled') || server.own.includes('enabled'));
}

function bindsOf({ words, line }: Setting): Bind[] {
  if (words[0] !== 'bind') return [];
  const [, addresses = '', ...rest] = words;
  return addresses.split(',').map(address => ({ at: endpointOf(address), line, words: rest }));
}

/** Named by use_backend or default_backend; names that depend on the request are passed over. */
function routesOf(proxies: readonly ProxySection[]): Route[] {
  return proxies.flatMap(front => {
    if (front.kind === 'backend') return [];
    const targets = front.settings
      .filter(({ words }) => words[0] === 'default_backend' || words[0] === 'use_backend')
      .map(({ words }) => words[1]);
    const backs = proxies.filter(({ kind, name }) => kind === 'backend' && targets.includes(name));
    return [...(front.servers.length > 0 ? [front] : []), ...backs].map(back => ({ front, back }));
  });
}

/** The setting in force: the last one that is applied; null when it is not there or negated. */
export function find(settings: readonly Setting[], keyword: string): Setting | null {
  const setting = settings.findLast(({ words }) => keywordOf(words) === keyword);
  return setting === undefined || setting.words[0] === 'no' ? null : setting;
}

/** All lines of a keyword. */
export function findAll(settings: readonly Setting[], keyword: string): Setting[] {
  return settings.filter(({ words }) => words[0] !== 'no' && keywordOf(words) === keyword);
}

/** Whether a server has a word: its own `no-word` takes back what default-server gave. */
export function has({ own, inherited }: Server, word: string): boolean {
  return own.includes(word) || (inherited.includes(word) && !own.includes(`no-${word}`));
}

/** The value that follows a word of a server: its own, else the last inherited one; null when there is none. */
export function serverValue({ own, inherited }: Server, word: string): string | null {
  return after(own, word) ?? after(inherited, word);
}

/** The word after the last `word` in a list. */
export function after(words: readonly string[], word: string): string | null {
  const at = words.lastIndexOf(word);
  return at < 0 ? null : (words[at + 1] ?? null);
}

const UNIT_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** HAProxy's time format (manual, 2.5), milliseconds when it has no unit; null when it is none. */
export function timeMs(text: string | null | undefined): number | null {
  const match = /^(\d{1,12})(us|ms|s|m|h|d)?$/.exec(text ?? '');
  return match === null ? null : Number(match[1]) * UNIT_MS[match[2] ?? 'ms']!;
}

/** Milliseconds of `timeout NAME` in force; null when it is not set, which means for ever, or unreadable. */
export function timeoutMs(settings: readonly Setting[], name: string): number | null {
  const ms = timeMs(find(settings, `timeout ${name}`)?.words[2]);
  return ms === 0 ? null : ms;
}

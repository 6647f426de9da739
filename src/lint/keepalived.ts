/** A keepalived.conf as its VRRP instances see it: definitions put in, defaults applied, every setting with its line. */
import type { Statement } from '../formats/keepalived/model.ts';
import type { ParsedKeepalived } from '../formats/keepalived/parse.ts';

export interface Line {
  words: readonly string[];
  block: readonly Line[] | null;
  line: number;
}

export interface Vip {
  address: string;
  /** Length of the prefix as written; null: a whole address. */
  prefix: number | null;
  dev: string | null;
  line: number;
}

/** Something whose failure moves the VIP. */
export interface Tracker {
  kind: 'script' | 'process' | 'file' | 'interface' | 'bfd';
  name: string;
  /** 0: its failure means FAULT. */
  weight: number;
  /** Its own block; null where nothing of this name is defined. */
  definition: Line | null;
  line: number;
}

export interface Instance {
  file: string;
  name: string;
  line: number;
  /** Its own lines. */
  lines: readonly Line[];
  state: 'MASTER' | 'BACKUP';
  interface: string;
  routerId: string;
  priority: number;
  version: 2 | 3;
  /** As written, milliseconds. */
  writtenAdvertMs: number;
  /** As Keepalived takes it, milliseconds. */
  advertMs: number;
  downAdverts: number;
  /** Whether a better priority leaves the VIP with its holder. */
  nopreempt: boolean;
  preemptDelayMs: number;
  sourceAddress: string | null;
  /** Null: multicast. */
  peers: readonly { address: string; line: number }[] | null;
  vips: readonly Vip[];
  trackers: readonly Tracker[];
}

export interface KeepalivedView {
  file: string;
  text: string;
  lines: readonly Line[];
  global: readonly Line[];
  globalLine: number;
  instances: readonly Instance[];
  /** Whether Keepalived itself gives connections to servers (LVS), so that there may be no HAProxy. */
  balances: boolean;
  /** Of `include` and of conditions, which this view takes as true. */
  conditional: readonly { line: number; word: string }[];
  /** Variables without a definition before them. */
  unfilled: readonly { line: number; name: string }[];
  parsed: ParsedKeepalived;
}

export function keepalivedView(file: string, text: string, parsed: ParsedKeepalived): KeepalivedView {
  const definitions = new Map<string, string>();
  const conditional: { line: number; word: string }[] = [];
  const unfilled: { line: number; name: string }[] = [];
  const lineOf = (statement: Statement): Line[] => {
    const line = parsed.lines.get(statement) ?? 1;
    const definition = /^\$(\w+)=(.*)$/.exec(statement.words.join(' '));
    if (definition !== null) {
      definitions.set(definition[1]!, definition[2]!);
      return [];
    }
    const [first] = statement.words;
    if (first === 'include' || first.startsWith('@')) conditional.push({ line, word: first });
    const plain = first.startsWith('@') ? statement.words.slice(1) : statement.words;
    const words = plain.map(word => replaced(word, definitions));
    if (words.length === 0) return [];
    // Names that begin with `_` are Keepalived's own.
    const name = words.flatMap(word => /\$(?:\{(?!_)\w+\}|(?!_)[A-Za-z]\w*)/.exec(word)?.[0] ?? [])[0];
    if (name !== undefined) unfilled.push({ line, name });
    return [{ words, line, block: statement.block === null ? null : statement.block.flatMap(lineOf) }];
  };
  const lines = parsed.file.statements.flatMap(lineOf);
  const globals = lines.filter(({ words }) => words[0] === 'global_defs');
  const global = globals.flatMap(({ block }) => block ?? []);
  const surroundings: Surroundings = {
    groups: lines.filter(({ words }) => words[0] === 'vrrp_sync_group'),
    defined: definitionsIn(lines),
    global,
  };
  const instances = lines
    .filter(({ words, block }) => words[0] === 'vrrp_instance' && block !== null)
    .map(each => instanceOf(file, each, surroundings));
  const balances = lines.some(({ words }) => words[0] === 'virtual_server');
  return {
    file,
    text,
    balances,
    lines,
    global,
    globalLine: globals[0]?.line ?? 1,
    instances,
    conditional,
    unfilled,
    parsed,
  };
}

/** Definitions of the file (keepalived.conf(5), definitions); what is not defined stays as it is. */
function replaced(word: string, definitions: ReadonlyMap<string, string>): string {
  return word.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (whole, braced, bare) => definitions.get(braced ?? bare) ?? whole,
  );
}

/** Defaults where a file says nothing: keepalived.conf(5), vrrp_instance and vrrp_script. */
function instanceOf(file: string, at: Line, { groups, defined, global }: Surroundings): Instance {
  const lines = at.block ?? [];
  const value = (keyword: string) => get(lines, keyword)?.words[1] ?? null;
  const vips = ['virtual_ipaddress', 'virtual_ipaddress_excluded'].flatMap(keyword =>
    blockOf(lines, keyword).map(vipOf),
  );
  // Anything else, `master` included, is read as BACKUP.
  const state = value('state') === 'MASTER' ? 'MASTER' : 'BACKUP';
  // Without a number a MASTER takes the owner's priority, a BACKUP the ordinary one.
  const priority = integer(value('priority')) ?? (state === 'MASTER' ? 255 : 100);
  const v6 = vips[0]?.address.includes(':') === true || get(lines, 'native_ipv6') !== null;
  const written = value('version') ?? get(global, 'vrrp_version')?.words[1];
  const version = v6 || written === '3' ? 3 : 2;
  const writtenAdvertMs = secondsMs(value('advert_int')) ?? 1000;
  const peers = get(lines, 'unicast_peer');
  return {
    file,
    name: at.words[1] ?? '',
    line: at.line,
    lines,
    state,
    interface: value('interface') ?? '',
    routerId: value('virtual_router_id') ?? '',
    priority,
    version,
    writtenAdvertMs,
    // VRRPv2 counts in whole seconds, at least one (acassen/keepalived#1615); VRRPv3 in hundredths.
    advertMs:
      version === 2
        ? Math.max(1000, Math.round(writtenAdvertMs / 1000) * 1000)
        : Math.max(10, Math.round(writtenAdvertMs / 10) * 10),
    downAdverts: integer(value('down_timer_adverts')) ?? 3,
    // Keepalived takes it back from a MASTER and from an owner.
    nopreempt: get(lines, 'nopreempt') !== null && state !== 'MASTER' && priority !== 255,
    preemptDelayMs: secondsMs(value('preempt_delay')) ?? 0,
    sourceAddress: value('unicast_src_ip') ?? value('mcast_src_ip'),
    peers:
      peers === null
        ? null
        : blockOf(lines, 'unicast_peer').map(({ words, line }) => ({ address: words[0]!, line })),
    vips,
    // A group's trackers are those of its members (keepalived.conf(5), vrrp_sync_group).
    trackers: [lines, ...syncGroupsOf(at.words[1] ?? '', groups)].flatMap(each => trackersOf(each, defined)),
  };
}

/** What an instance takes from the rest of its file. */
interface Surroundings {
  groups: readonly Line[];
  defined: ReadonlyMap<string, Line>;
  global: readonly Line[];
}

function syncGroupsOf(name: string, groups: readonly Line[]): (readonly Line[])[] {
  return groups
    .map(({ block }) => block ?? [])
    .filter(block => blockOf(block, 'group').some(({ words }) => words.includes(name)));
}

const KINDS = ['script', 'process', 'file', 'interface', 'bfd'] as const;
/** What defines a tracker of each kind; interfaces define themselves. */
const DEFINED_BY: Readonly<Record<Tracker['kind'], readonly string[]>> = {
  script: ['vrrp_script'],
  process: ['vrrp_track_process'],
  file: ['track_file', 'vrrp_track_file'],
  interface: [],
  bfd: ['bfd_instance'],
};

/** The first definition of each name, by `kind name`. */
function definitionsIn(all: readonly Line[]): ReadonlyMap<string, Line> {
  const found = new Map<string, Line>();
  for (const line of all)
    for (const kind of KINDS) {
      const key = `${kind} ${line.words[1]}`;
      if (DEFINED_BY[kind].includes(line.words[0]!) && !found.has(key)) found.set(key, line);
    }
  return found;
}

function trackersOf(lines: readonly Line[], defined: ReadonlyMap<string, Line>): Tracker[] {
  return KINDS.flatMap(kind =>
    blockOf(lines, `track_${kind}`).map(({ words, line }): Tracker => {
      const name = words[0]!;
      const definition = defined.get(`${kind} ${name}`) ?? null;
      const own = words.indexOf('weight');
      const weight = definition === null ? null : get(definition.block ?? [], 'weight')?.words[1];
      return {
        kind,
        name,
        weight: integer(own < 0 ? weight : words[own + 1]) ?? 0,
        definition,
        line,
      };
    }),
  );
}

function vipOf({ words, line }: Line): Vip {
  const [address = '', prefix] = words[0]!.split('/');
  const dev = words.indexOf('dev');
  return { address, prefix: integer(prefix), dev: dev < 0 ? null : (words[dev + 1] ?? null), line };
}

/** The last line of a keyword. */
export function get(lines: readonly Line[], keyword: string): Line | null {
  return lines.findLast(({ words }) => words[0] === keyword) ?? null;
}

/** The lines inside all blocks of a keyword. */
export function blockOf(lines: readonly Line[], keyword: string): Line[] {
  return lines
    .filter(({ words }) => words[0] === keyword)
    .flatMap(({ block }) => block ?? [])
    .filter(({ words }) => words[0] !== '');
}

/** Keepalived's times are seconds with a fraction; null when it is none. */
export function secondsMs(text: string | null | undefined): number | null {
  return /^\d{1,9}(\.\d{1,9})?$/.test(text ?? '') ? Math.round(Number(text) * 1000) : null;
}

export function integer(text: string | null | undefined): number | null {
  return /^[+-]?\d{1,9}$/.test(text ?? '') ? Number(text) : null;
}

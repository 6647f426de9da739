/**
 * Merges a part of a keepalived.conf over ours. Blocks of one name are merged; in them a line replaces all of ours
 * with the same keyword and is added where there are none.
 */
import { type Patched, refusalLine } from '../patched.ts';
import type { KeepalivedFile, Statement } from './model.ts';
import { type ParsedKeepalived, parseKeepalived } from './parse.ts';

export function patchKeepalived(ours: KeepalivedFile, text: string): Patched<KeepalivedFile> {
  const parsed = parseKeepalived(text);
  const because = [...problemsOf(parsed), ...takenRouterIds(ours, parsed)];
  if (because.length > 0) return { is: 'refused', because };
  return { is: 'patched', file: { statements: merged(ours.statements, parsed.file.statements) } };
}

/** What is wrong with a patch whatever it is merged into, a sentence each. */
export function keepalivedPatchProblems(text: string): string[] {
  return problemsOf(parseKeepalived(text));
}

function merged(ours: readonly Statement[], wanted: readonly Statement[]): Statement[] {
  const keys = new Set(wanted.map(keyOf));
  const placed = new Set<string>();
  const kept = ours.flatMap(statement => {
    const key = keyOf(statement);
    if (!keys.has(key)) return [statement];
    if (placed.has(key)) return [];
    placed.add(key);
    const same = wanted.filter(each => keyOf(each) === key);
    if (statement.block === null) return same;
    return [
      {
        ...statement,
        block: merged(
          statement.block,
          same.flatMap(({ block }) => block ?? []),
        ),
      },
    ];
  });
  return [...kept, ...wanted.filter(each => !placed.has(keyOf(each)))];
}

/** A block is known by all its words, a line by its first. */
function keyOf({ words, block }: Statement): string {
  return block === null ? words[0] : `${words.join(' ')} {`;
}

const BUDGET = 'the failover budget decides it (availability)';
const HOLDER = 'who carries the VIP rests on it';
const HEALTH = 'Keepalived learns by it that HAProxy lives';
const SCRIPTS = 'scripts run without rights';

/** What promises rest on, by block and keyword; `*` is any keyword. */
const PROTECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  global_defs: {
    vrrp_version: BUDGET,
    vrrp_check_unicast_src: HOLDER,
    enable_script_security: SCRIPTS,
    script_user: SCRIPTS,
  },
  'track_file haproxy': { '*': HEALTH },
  'vrrp_track_file haproxy': { '*': HEALTH },
  'vrrp_script haproxy_answers': { '*': HEALTH },
  'vrrp_instance endpoint': {
    state: HOLDER,
    nopreempt: HOLDER,
    preempt: HOLDER,
    preempt_delay: HOLDER,
    priority: HOLDER,
    timer_expired_backup: HOLDER,
    unicast_src_ip: HOLDER,
    unicast_peer: HOLDER,
    version: BUDGET,
    advert_int: BUDGET,
    down_timer_adverts: BUDGET,
    interface: 'hosts[].interface sets it',
    virtual_router_id: 'loadBalancer.virtualRouterId sets it',
    virtual_ipaddress: 'endpoint.vip sets it',
    track_file: HEALTH,
    track_process: HEALTH,
    authentication: 'VRRP version 3 has none',
  },
};

function problemsOf({ file, lines, notes }: ParsedKeepalived): string[] {
  const problems = notes.map(({ line, says }) => `line ${line}: ${says}.`);
  const refuse = (statement: Statement, what: string, why: string) =>
    problems.push(refusalLine(lines.get(statement) ?? 0, what, why));
  const everywhere = (statement: Statement): void => {
    const { words, block } = statement;
    if (/^include/.test(words[0])) refuse(statement, words[0], 'Barque writes one file, and sees no other');
    // Definitions, conditions and sequences: what they become is seen by Keepalived only.
    if (/^[$@~]/.test(words[0])) refuse(statement, words[0], 'what is written must not depend on the host');
    for (const inner of block ?? []) everywhere(inner);
  };
  for (const statement of file.statements) {
    everywhere(statement);
    const title = statement.words.join(' ');
    const kept = PROTECTED[title];
    for (const inner of statement.block ?? []) {
      const why = kept?.[inner.words[0]] ?? kept?.['*'];
      if (why !== undefined) refuse(inner, `${inner.words[0]} in ${title}`, why);
      const names = (inner.block ?? []).map(({ words }) => words[0]);
      if (title === 'vrrp_instance endpoint' && names.includes('haproxy_answers'))
        refuse(inner, `haproxy_answers in ${title}`, HEALTH);
      if (statement.words[0] === 'vrrp_sync_group' && names.includes('endpoint'))
        refuse(inner, `endpoint in ${title}`, 'the VIP would wait for what is grouped with it');
    }
  }
  return problems;
}

/** Two instances of one router id would answer for each other. */
function takenRouterIds(ours: KeepalivedFile, { file, lines }: ParsedKeepalived): string[] {
  const idsOf = ({ statements }: KeepalivedFile) =>
    statements
      .filter(({ words }) => words[0] === 'vrrp_instance' && words[1] !== undefined)
      .flatMap(({ block }) => block ?? [])
      .filter(({ words }) => words[0] === 'virtual_router_id');
  const taken = new Set(idsOf(ours).map(({ words }) => words[1]));
  return idsOf(file)
    .filter(({ words }) => taken.has(words[1]))
    .map(id => refusalLine(lines.get(id) ?? 0, id.words.join(' '), 'the endpoint has this router id'));
}

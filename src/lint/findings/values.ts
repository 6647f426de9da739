/** Findings about values that a program cannot read, or that are not what it takes: it goes on with its default, or not at all. */

import type { Finding, Found } from '../finding.ts';
import { type HaproxyView, type Setting, timeMs } from '../haproxy.ts';
import { isIP } from '../ip.ts';
import { blockOf, get, type KeepalivedView, type Line } from '../keepalived.ts';

/** Whether a value is one; `says`: what it should be. */
interface Form {
  says: string;
  is(value: string): boolean;
}

const whole = (least: number, most: number): Form => ({
  says: `a whole number from ${least} to ${most}`,
  is: value => /^[+-]?\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most,
});
const seconds = (least: number, most: number): Form => ({
  says: `a number of seconds from ${least} to ${most}, without a unit`,
  is: value => /^\d{1,9}(\.\d{1,9})?$/.test(value) && Number(value) >= least && Number(value) <= most,
});
const address: Form = { says: 'an address', is: value => isIP(value.split('/')[0]!) };

/** keepalived.conf(5): vrrp_instance, vrrp_script, vrrp_track_process. A word that is not here may have any value. */
const FORMS: Readonly<Record<string, Readonly<Record<string, Form>>>> = {
  vrrp_instance: {
    state: { says: 'MASTER or BACKUP', is: value => value === 'MASTER' || value === 'BACKUP' },
    virtual_router_id: whole(1, 255),
    priority: whole(1, 255),
    advert_int: seconds(0.01, 255),
    version: whole(2, 3),
    down_timer_adverts: whole(1, 100),
    preempt_delay: seconds(0, 1000),
    unicast_src_ip: address,
    mcast_src_ip: address,
  },
  vrrp_script: {
    interval: seconds(0.001, 1_000_000),
    timeout: seconds(0.001, 1_000_000),
    fall: whole(1, 1_000_000),
    rise: whole(1, 1_000_000),
    weight: whole(-253, 253),
  },
  vrrp_track_process: {
    quorum: whole(1, 65_535),
    terminate_delay: seconds(0, 3600),
    delay: seconds(0, 3600),
    weight: whole(-254, 254),
  },
};

/** On a server line: times, and whole numbers from (manual, 5.2). */
const SERVER_TIMES = ['inter', 'fastinter', 'downinter', 'agent-inter', 'slowstart', 'tcp-ut'];
const SERVER_NUMBERS: Readonly<Record<string, Form>> = {
  fall: whole(1, 999_999_999),
  rise: whole(1, 999_999_999),
  weight: whole(0, 256),
  port: whole(1, 65_535),
  maxconn: whole(0, 999_999_999),
};
const TIME: Form = {
  says: 'a time: a whole number with us, ms, s, m, h or d, or milliseconds without',
  is: value => timeMs(value) !== null,
};

/** What the program itself puts in is not ours to read. */
function isOpen(value: string): boolean {
  return /[$%"]/.test(value);
}

function told(file: string, line: number, word: string, value: string | null, form: Form): Found[] {
  if (value !== null && (isOpen(value) || form.is(value))) return [];
  return [
    {
      file,
      line,
      reason:
        value === null
          ? `${word} has no value.`
          : `${word} cannot be ${value}: it is ${form.says}. The program refuses it, or goes on with its default.`,
      remedy: `Write ${form.says} after ${word}.`,
    },
  ];
}

const unreadable: Finding = {
  id: 'unreadable-value',
  severity: 'error',
  title: 'A value cannot be read, or is out of range',
  find: ({ haproxy, keepalived }) => [...haproxy.flatMap(ofHaproxy), ...keepalived.flatMap(ofKeepalived)],
};

function ofKeepalived({ file, lines }: KeepalivedView): Found[] {
  return lines.flatMap(({ words, block }) => {
    const forms = FORMS[words[0]!];
    if (forms === undefined || block === null) return [];
    const own = block.flatMap(line => {
      const form = Object.hasOwn(forms, line.words[0]!) ? forms[line.words[0]!] : undefined;
      return form === undefined ? [] : told(file, line.line, line.words[0]!, line.words[1] ?? null, form);
    });
    if (words[0] !== 'vrrp_instance') return own;
    const addresses = ['virtual_ipaddress', 'virtual_ipaddress_excluded', 'unicast_peer'].flatMap(keyword =>
      blockOf(block, keyword).flatMap(line => told(file, line.line, keyword, line.words[0]!, address)),
    );
    return [...own, ...addresses];
  });
}

function ofHaproxy({ file, proxies }: HaproxyView): Found[] {
  return proxies.flatMap(({ settings, servers }) => [
    ...settings.flatMap(setting => ofSetting(file, setting)),
    ...servers.flatMap(({ own, line }) => serverValues(file, line, own)),
  ]);
}

function ofSetting(file: string, { words, line }: Setting): Found[] {
  const [first, second = '', third = null] = words;
  if (first === 'timeout') return told(file, line, `timeout ${second}`, third, TIME);
  if (first === 'retries') return told(file, line, first, second || null, whole(0, 999_999_999));
  return first === 'default-server' ? serverValues(file, line, words.slice(1)) : [];
}

function serverValues(file: string, line: number, words: readonly string[]): Found[] {
  return words.flatMap((word, at) => {
    const form = SERVER_TIMES.includes(word)
      ? TIME
      : Object.hasOwn(SERVER_NUMBERS, word)
        ? SERVER_NUMBERS[word]
        : undefined;
    return form === undefined ? [] : told(file, line, word, words[at + 1] ?? null, form);
  });
}

const missing: Finding = {
  id: 'missing-keyword',
  severity: 'error',
  title: 'The instance lacks what it cannot be without',
  find: ({ keepalived }) =>
    keepalived.flatMap(({ file, global, instances }) =>
      instances.flatMap(instance => {
        const lacks = (keyword: string) => get(instance.lines, keyword) === null;
        const needs = [
          ...(lacks('virtual_router_id') ? ['virtual_router_id'] : []),
          // With peers Keepalived can do without (keepalived.conf(5), interface).
          ...(lacks('interface') && instance.peers === null && !hasDefault(global) ? ['interface'] : []),
        ];
        return needs.map(keyword => ({
          file,
          line: instance.line,
          reason: `${instance.name} has no ${keyword}: Keepalived takes the instance out and goes on without it.`,
          remedy: `Write \`${keyword} …\` in it${keyword === 'interface' ? '' : ', the same on all hosts that carry this VIP'}.`,
        }));
      }),
    ),
};

function hasDefault(global: readonly Line[]): boolean {
  return get(global, 'default_interface') !== null;
}

export const VALUES: readonly Finding[] = [unreadable, missing];

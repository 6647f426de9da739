/** Which program a file is for, told from its content. */
import { isSectionKind } from '../formats/haproxy/model.ts';

export type Kind = 'haproxy' | 'keepalived';

export const KINDS: readonly Kind[] = ['haproxy', 'keepalived'];

const KEEPALIVED =
  /^\s*(global_defs|vrrp_\w+|virtual_server|track_file|static_\w+|bfd_instance|virtual_server_group)\b/;

/** Null: it looks like neither, or like both. */
export function kindOf(text: string): Kind | null {
  let haproxy = 0;
  let keepalived = 0;
  for (const line of text.split(/\r?\n/)) {
    if (KEEPALIVED.test(line)) keepalived += 1;
    else if (/^\S/.test(line) && isSectionKind(line.split(/[\s#]/, 1)[0]!) && !line.includes('{'))
      haproxy += 1;
    else if (isSectionKind(line.trim().split(/[\s#]/, 1)[0]!) && !line.includes('{')) haproxy += 0.5;
  }
  if (haproxy === keepalived) return null;
  return haproxy > keepalived ? 'haproxy' : 'keepalived';
}

import { describe, expect, it } from 'vitest';
import type { Statement } from './model.ts';
import { parseKeepalived } from './parse.ts';
import { patchKeepalived } from './patch.ts';

const OURS = parseKeepalived(`
global_defs {
  router_id lb1
  vrrp_garp_master_repeat 5
}
vrrp_instance endpoint {
  priority 254
  virtual_router_id 51
  track_script {
    haproxy_answers
  }
}
`).file;

function words(statements: readonly Statement[]): string {
  return statements
    .map(({ words: all, block }) => `${all.join(' ')}${block === null ? '' : ` { ${words(block)} }`}`)
    .join('; ');
}

function patched(text: string): string {
  const answer = patchKeepalived(OURS, text);
  return answer.is === 'refused' ? answer.because.join('\n') : words(answer.file.statements);
}

const ENDPOINT =
  'vrrp_instance endpoint { priority 254; virtual_router_id 51; track_script { haproxy_answers } }';
const GLOBAL = 'global_defs { router_id lb1; vrrp_garp_master_repeat 5 }';

describe('a patch of keepalived.conf', () => {
  it('with nothing in it changes nothing', () => {
    expect(patchKeepalived(OURS, '! later\n')).toEqual({ is: 'patched', file: OURS });
  });

  it.each([
    [
      'replaces a line where it stands, and adds others',
      'global_defs {\n router_id a\n notification_email {\n x@example\n }\n}',
      `global_defs { router_id a; vrrp_garp_master_repeat 5; notification_email { x@example } }; ${ENDPOINT}`,
    ],
    [
      'merges blocks in blocks',
      'vrrp_instance endpoint {\n track_script {\n uplink\n }\n garp_master_delay 2\n}',
      `${GLOBAL}; vrrp_instance endpoint { priority 254; virtual_router_id 51; track_script { haproxy_answers; uplink }; garp_master_delay 2 }`,
    ],
    [
      'adds blocks after ours',
      'vrrp_instance other {\n virtual_router_id 52\n}',
      `${GLOBAL}; ${ENDPOINT}; vrrp_instance other { virtual_router_id 52 }`,
    ],
  ])('%s', (_name, text, expected) => {
    expect(patched(text)).toBe(expected);
  });

  it.each([
    [
      'vrrp_instance endpoint {\n advert_int 1\n}',
      /^line 2: advert_int in vrrp_instance endpoint: the failover budget/,
    ],
    ['vrrp_instance endpoint {\n state MASTER\n}', /^line 2: state .*who carries the VIP/],
    ['vrrp_instance endpoint {\n virtual_ipaddress {\n 192.0.2.1\n }\n}', /^line 2: .*endpoint\.vip sets it/],
    [
      'vrrp_instance endpoint {\n track_script {\n haproxy_answers weight -20\n }\n}',
      /^line 2: haproxy_answers/,
    ],
    ['vrrp_script haproxy_answers {\n weight 5\n}', /^line 2: weight .*HAProxy lives/],
    ['global_defs {\n script_user root\n}', /^line 2: .*without rights/],
    ['vrrp_instance mine {\n virtual_router_id 51\n}', /^line 2: virtual_router_id 51: the endpoint has/],
    ['vrrp_sync_group g {\n group {\n endpoint\n }\n}', /^line 2: endpoint in vrrp_sync_group g/],
    ['include /etc/keepalived/more.conf', /^line 1: include/],
    ['$X=5', /^line 1: \$X=5/],
    ['global_defs {', /^line 1: this brace is not closed/],
  ])('%j is refused', (text, because) => {
    expect(patched(text)).toMatch(because);
  });
});

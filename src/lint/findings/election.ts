/** Findings about who carries the VIP: priorities, adverts and their versions. */
import { skewMs } from '../../failover/equations.ts';
import type { Finding, Found, LintModel } from '../finding.ts';
import { differing, instancesOf, lineOf } from '../instances.ts';
import { get, type Instance } from '../keepalived.ts';

function per(
  model: LintModel,
  wrong: (instance: Instance) => { keyword: string; reason: string; remedy: string } | null,
): Found[] {
  return instancesOf(model).flatMap(instance => {
    const found = wrong(instance);
    if (found === null) return [];
    const { keyword, ...words } = found;
    return [{ file: instance.file, line: lineOf(instance, keyword), ...words }];
  });
}

const equalPriorities: Finding = {
  id: 'equal-priorities',
  severity: 'warning',
  title: 'Two hosts have the same priority',
  find: ({ groups }) =>
    groups.flatMap(group =>
      group.flatMap((one, at) => {
        const same = group.slice(0, at).find(({ priority }) => priority === one.priority);
        if (same === undefined) return [];
        return [
          {
            file: one.file,
            line: lineOf(one, 'priority'),
            reason: `${same.file} has ${one.priority}, too: the higher address decides, both may be master for a moment, and who holds the VIP after a restart is chance.`,
            remedy: 'Give each host a priority of its own: 254, 253, 252.',
          },
        ];
      }),
    ),
};

/** Above it the skew is below a tenth of an advert interval, (256 − 230) / 256. */
const HIGH_PRIORITY = 230;

const lowPriorities: Finding = {
  id: 'low-priority',
  severity: 'advice',
  title: 'A low priority makes every takeover late',
  find: model =>
    per(model, ({ version, advertMs, priority }) =>
      priority >= HIGH_PRIORITY
        ? null
        : {
            keyword: 'priority',
            // Without the milliseconds of this host: the same is told once for all.
            reason: `A backup adds (256 − priority) / 256 of ${version === 3 ? 'an advert interval' : 'a second'} to every takeover, also to planned ones: more than ${Math.floor(skewMs(version, advertMs, HIGH_PRIORITY))} ms here.`,
            remedy: 'Write 254, 253, 252: only their order counts.',
          },
    ),
};

const ownerPriority: Finding = {
  id: 'owner-priority',
  severity: 'error',
  title: 'Priority 255 cannot be taken back',
  find: model =>
    per(model, ({ priority }) =>
      priority !== 255
        ? null
        : {
            keyword: 'priority',
            reason:
              '255 means that the address belongs to this host (a MASTER without a priority has it, too): weights do not lower it, and it always takes the VIP back.',
            remedy: 'Write `priority 254`.',
          },
    ),
};

const preempts: Finding = {
  id: 'preempts',
  severity: 'warning',
  title: 'A host that returns takes the VIP back',
  find: model =>
    per(model, instance =>
      instance.nopreempt
        ? null
        : {
            keyword: 'state',
            reason:
              'When the better host comes back all connections break a second time, for nothing; one that restarts in a loop breaks them each time.',
            remedy: 'Write `state BACKUP` and `nopreempt` on every host, with trackers without weight.',
          },
    ),
};

const nopreemptMaster: Finding = {
  id: 'nopreempt-on-master',
  severity: 'warning',
  title: 'nopreempt is ignored with state MASTER',
  find: model =>
    per(model, ({ state, lines }) =>
      state !== 'MASTER' || get(lines, 'nopreempt') === null
        ? null
        : {
            keyword: 'nopreempt',
            reason: 'It counts only where the first state is BACKUP (keepalived.conf(5), nopreempt).',
            remedy: 'Write `state BACKUP` on every host.',
          },
    ),
};

const fractionalAdvert: Finding = {
  id: 'fractional-advert-v2',
  severity: 'error',
  title: 'VRRP version 2 has no parts of a second',
  find: model =>
    per(model, ({ version, writtenAdvertMs, advertMs }) =>
      version === 3 || writtenAdvertMs === advertMs
        ? null
        : {
            keyword: 'advert_int',
            reason: `Keepalived takes ${advertMs / 1000} s for the ${writtenAdvertMs / 1000} s that stand here (acassen/keepalived#1615), so a lost host costs ${(advertMs / writtenAdvertMs).toFixed(0)} times what is meant.`,
            remedy: 'Write `vrrp_version 3` in global_defs, on all hosts at once.',
          },
    ),
};

const versionTwo: Finding = {
  id: 'vrrp-version-2',
  severity: 'advice',
  title: 'VRRP version 2 needs three seconds and more',
  find: model =>
    per(model, ({ version }) =>
      version === 3
        ? null
        : {
            keyword: 'advert_int',
            reason:
              'Adverts come each second at most, three must be missing, and the skew is a part of a whole second: 2.8–3.6 s without an answer when the holder loses its power.',
            remedy:
              'Write `vrrp_version 3` in global_defs and `advert_int 0.2` on all hosts, and remove `authentication`, which version 3 does not have.',
          },
    ),
};

/** Three of them and a second of skew and kernel's retries is more than 4 s. */
const SLOW_ADVERT_MS = 1000;

const slowAdvert: Finding = {
  id: 'slow-advert',
  severity: 'warning',
  title: 'A lost holder is noticed late',
  find: model =>
    per(model, ({ advertMs, downAdverts }) =>
      advertMs * downAdverts <= 3 * SLOW_ADVERT_MS
        ? null
        : {
            keyword: 'advert_int',
            reason: `${downAdverts} adverts of ${advertMs / 1000} s must be missing: ${(advertMs * downAdverts) / 1000} s and more without an answer.`,
            remedy: 'Write `vrrp_version 3`, `advert_int 0.2` and at most 5 down_timer_adverts.',
          },
    ),
};

const advertsDiffer: Finding = {
  id: 'adverts-differ',
  severity: 'error',
  title: 'Hosts do not agree on the advert interval',
  find: model =>
    differing(model, 'advert_int', (one, first) =>
      one.advertMs === first.advertMs || one.version !== first.version
        ? null
        : {
            reason: `${one.advertMs / 1000} s here, ${first.advertMs / 1000} s in ${first.file}: ${one.version === 2 ? 'version 2 drops such adverts, and both are masters' : 'who waits how long depends on who held the VIP last'}.`,
            remedy: 'Write the same advert_int everywhere.',
          },
    ),
};

const downAdvertsDiffer: Finding = {
  id: 'down-adverts-differ',
  severity: 'warning',
  title: 'Hosts do not agree on how many adverts may be missing',
  find: model =>
    differing(model, 'down_timer_adverts', (one, first) =>
      one.downAdverts === first.downAdverts
        ? null
        : {
            reason: `${one.downAdverts} here, ${first.downAdverts} in ${first.file}: the least patient one takes over, whatever its priority.`,
            remedy: 'Write the same down_timer_adverts everywhere.',
          },
    ),
};

const versionsDiffer: Finding = {
  id: 'versions-differ',
  severity: 'error',
  title: 'Hosts speak different versions of VRRP',
  find: model =>
    differing(model, 'version', (one, first) =>
      one.version === first.version
        ? null
        : {
            reason: `Version ${one.version} here, ${first.version} in ${first.file}: neither understands the other, and both are masters.`,
            remedy: 'Write `vrrp_version 3` in global_defs of every host.',
          },
    ),
};

const manyMasters: Finding = {
  id: 'several-masters',
  severity: 'warning',
  title: 'Several hosts begin as MASTER',
  find: ({ groups }) =>
    groups.flatMap(group =>
      group
        .filter(({ state }) => state === 'MASTER')
        .slice(1)
        .map(one => ({
          file: one.file,
          line: lineOf(one, 'state'),
          reason:
            'Each start of this Keepalived makes two holders of the VIP until the first adverts are heard.',
          remedy: 'Write `state BACKUP` on every host; the priorities decide.',
        })),
    ),
};

export const ELECTION: readonly Finding[] = [
  equalPriorities,
  lowPriorities,
  ownerPriority,
  preempts,
  nopreemptMaster,
  fractionalAdvert,
  versionTwo,
  slowAdvert,
  advertsDiffer,
  downAdvertsDiffer,
  versionsDiffer,
  manyMasters,
];

/** Findings about how Keepalived learns that HAProxy is dead, and what it then does. */
import { hangNoticeMs, masterDownMs } from '../../failover/equations.ts';
import type { Finding, Found, LintModel } from '../finding.ts';
import { instancesOf } from '../instances.ts';
import { get, type Instance, integer, type Line, type Tracker } from '../keepalived.ts';
import { commandOf, scriptTiming, seesProcessOnly } from '../script-timing.ts';

const FAULT_REMEDY =
  'Remove the weight, here and where the tracker is used: a failure then means FAULT, which a backup answers at once.';

/** What tells of the service behind the VIP; links say nothing of it. */
export function serviceTrackers({ trackers }: Instance): Tracker[] {
  return trackers.filter(({ kind }) => kind !== 'interface' && kind !== 'bfd');
}

function perTracker(
  model: LintModel,
  wrong: (tracker: Tracker, instance: Instance) => { reason: string; remedy: string } | null,
): Found[] {
  return instancesOf(model).flatMap(instance =>
    instance.trackers.flatMap(tracker => {
      const words = wrong(tracker, instance);
      return words === null ? [] : [{ file: instance.file, line: tracker.line, ...words }];
    }),
  );
}

/** Each script that some instance tracks. */
function perScript(
  { keepalived }: LintModel,
  wrong: (
    definition: Line,
    instances: readonly Instance[],
  ) => { line: number; reason: string; remedy: string } | null,
): Found[] {
  return keepalived.flatMap(view => {
    const scripts = new Set(
      view.instances
        .flatMap(each => each.trackers)
        .flatMap(({ kind, definition }) => (kind === 'script' && definition !== null ? [definition] : [])),
    );
    return [...scripts].flatMap(definition => {
      const found = wrong(definition, view.instances);
      return found === null ? [] : [{ file: view.file, ...found }];
    });
  });
}

const noTracker: Finding = {
  id: 'no-tracker',
  severity: 'error',
  title: 'Keepalived does not look at HAProxy',
  find: ({ keepalived }) =>
    keepalived
      .filter(({ balances }) => !balances)
      .flatMap(view => view.instances)
      .filter(each => serviceTrackers(each).length === 0)
      .map(({ file, line }) => ({
        file,
        line,
        reason:
          'Only a dead host or a dead Keepalived moves the VIP: when HAProxy crashes or hangs, the VIP stays where nobody answers.',
        remedy:
          'Track HAProxy’s process (vrrp_track_process, or a track_file that its unit writes) and, for hangs, a script that asks it; all without weight.',
      })),
};

const undefinedTracker: Finding = {
  id: 'tracker-undefined',
  severity: 'error',
  title: 'What is tracked is not defined',
  find: model =>
    perTracker(model, ({ kind, name, definition }) =>
      kind === 'interface' || definition !== null
        ? null
        : {
            reason: `No ${kind === 'script' ? 'vrrp_script' : kind} has the name ${name}: Keepalived says so in its log once and tracks nothing.`,
            remedy: `Define it before the instance, or correct the name.`,
          },
    ),
};

const weightNopreempt: Finding = {
  id: 'weight-with-nopreempt',
  severity: 'error',
  title: 'A weight with nopreempt never moves the VIP',
  find: model =>
    perTracker(model, ({ weight, name }, { nopreempt }) =>
      weight === 0 || !nopreempt
        ? null
        : {
            reason: `A failing ${name} only lowers the priority, and with nopreempt nobody takes the VIP from a holder that still sends: it stays on the dead one for ever (acassen/keepalived#2599; measured).`,
            remedy: FAULT_REMEDY,
          },
    ),
};

const weightWithinGap: Finding = {
  id: 'weight-within-gap',
  severity: 'error',
  title: 'The weight is smaller than the distance of the priorities',
  find: ({ groups }) =>
    groups.flatMap(group =>
      group.flatMap(instance => {
        const others = group.filter(each => each.file !== instance.file).map(({ priority }) => priority);
        const best = Math.max(...others);
        if (others.length === 0 || best > instance.priority) return [];
        return instance.trackers
          .filter(({ weight }) => weight !== 0 && Math.abs(weight) <= instance.priority - best)
          .map(({ line, name, weight }) => ({
            file: instance.file,
            line,
            reason: `With ${name} failed this host has ${instance.priority - Math.abs(weight)} against ${best} of the best other: it stays the master without a service.`,
            remedy: FAULT_REMEDY,
          }));
      }),
    ),
};

const weighted: Finding = {
  id: 'weighted-tracker',
  severity: 'warning',
  title: 'A weight makes the backup wait for three adverts',
  find: model =>
    perTracker(model, ({ weight, kind }, { nopreempt, version, advertMs, downAdverts, priority }) => {
      if (weight === 0 || nopreempt || kind === 'interface') return null;
      const ms = masterDownMs(version, advertMs, downAdverts, priority);
      return {
        reason: `A backup ignores adverts of a lower priority until its own timer ends: ${(ms / 1000).toFixed(1)} s more here. FAULT says goodbye with priority 0 and is answered in 33–38 ms (measured).`,
        remedy: FAULT_REMEDY,
      };
    }),
};

const weightDelay: Finding = {
  id: 'weight-with-preempt-delay',
  severity: 'error',
  title: 'preempt_delay delays the failover, too',
  find: model =>
    perTracker(model, ({ weight }, { preemptDelayMs }) =>
      weight === 0 || preemptDelayMs === 0
        ? null
        : {
            reason: `With a weight, taking over from a failed holder is a preemption, so it waits ${preemptDelayMs / 1000} s (5.3 s measured with 5).`,
            remedy: FAULT_REMEDY,
          },
    ),
};

const processOnly: Finding = {
  id: 'process-only-check',
  severity: 'warning',
  title: 'The script sees that HAProxy exists, not that it answers',
  find: model =>
    perScript(model, definition => {
      const command = commandOf(definition);
      if (!seesProcessOnly(command)) return null;
      return {
        line: get(definition.block ?? [], 'script')!.line,
        reason: `\`${command}\` succeeds while HAProxy hangs, and while a worker of an old configuration still lives.`,
        remedy:
          'Ask HAProxy itself: a frontend on 127.0.0.1 with `monitor-uri /alive`, and a script that gets it with a timeout.',
      };
    }),
};

/** The clients' patience in their own health checks begins at 10 s; half of it leaves room for the takeover. */
const SLOW_SCRIPT_MS = 5000;

const slowScript: Finding = {
  id: 'slow-script',
  severity: 'warning',
  title: 'A hang of HAProxy is noticed late',
  find: model =>
    perScript(model, definition => {
      const timing = scriptTiming(definition);
      const ms = hangNoticeMs(timing);
      if (ms <= SLOW_SCRIPT_MS) return null;
      return {
        line: definition.line,
        reason: `Up to ${(ms / 1000).toFixed(1)} s pass until ${timing.fall === 1 ? 'one check has' : `${timing.fall} checks have`} failed: interval ${timing.intervalMs / 1000}, timeout ${timing.timeoutMs / 1000}, fall ${timing.fall}.`,
        remedy:
          'Write `interval 1`, `timeout 1`, `fall 2`, `rise 2`; since Keepalived 2.3.2 `interval 0.25` and `timeout 0.45` as well.',
      };
    }),
};

const asksVip: Finding = {
  id: 'script-asks-vip',
  severity: 'error',
  title: 'The script asks the VIP itself',
  find: model =>
    perScript(model, (definition, all) => {
      const command = commandOf(definition);
      const vip = all
        .flatMap(({ vips }) => vips)
        .find(({ address }) => address !== '' && mentions(command, address));
      if (vip === undefined) return null;
      return {
        line: get(definition.block ?? [], 'script')!.line,
        reason: `Only the holder answers for ${vip.address}: on a backup the script tells of another host, and when the service is down everywhere all instances fail together and the VIP disappears, when it is needed to build or to mend.`,
        remedy: 'Ask this host’s HAProxy on 127.0.0.1, and nothing behind it.',
      };
    }),
};

/** Whether an address stands in a text as a whole. */
function mentions(text: string, address: string): boolean {
  return text.split(/[^0-9A-Fa-f.:]+|:(?=\d+\b(?!:))/).includes(address);
}

const asRoot: Finding = {
  id: 'script-as-root',
  severity: 'warning',
  title: 'Scripts run as root',
  find: ({ keepalived }) =>
    keepalived.flatMap(view => {
      const secured = get(view.global, 'enable_script_security') !== null;
      const user = get(view.global, 'script_user');
      const scripts = new Set(
        view.instances.flatMap(({ trackers }) =>
          trackers.flatMap(({ kind, definition }) => (kind === 'script' && definition ? [definition] : [])),
        ),
      );
      return [...scripts].flatMap(definition => {
        const own = get(definition.block ?? [], 'user') ?? user;
        if (own === null ? secured : own.words[1] !== 'root') return [];
        return [
          {
            file: view.file,
            line: own?.line ?? definition.line,
            reason:
              own === null
                ? 'Without script_user and enable_script_security Keepalived runs scripts as root when there is no user keepalived_script.'
                : 'Whoever can write this script, or what it calls, is root on the balancer.',
            remedy: 'Write `enable_script_security` and `script_user nobody nogroup` in global_defs.',
          },
        ];
      });
    }),
};

const noTerminateDelay: Finding = {
  id: 'no-terminate-delay',
  severity: 'warning',
  title: 'The VIP leaves before HAProxy’s goodbye',
  find: model =>
    perTracker(model, ({ kind, definition, weight }) => {
      if (kind !== 'process' || definition === null || weight !== 0) return null;
      if (get(definition.block ?? [], 'terminate_delay') !== null) return null;
      return {
        reason:
          'When HAProxy dies its kernel closes all connections, and without the VIP as their source those packets never leave: 0 of 6 watches noticed, and 6 of 6 with a delay of 50 ms.',
        remedy: 'Write `terminate_delay 0.05` in the vrrp_track_process block.',
      };
    }),
};

const processQuorum: Finding = {
  id: 'process-quorum',
  severity: 'warning',
  title: 'HAProxy’s master alone passes for HAProxy',
  find: model =>
    perTracker(model, ({ kind, definition }) => {
      if (kind !== 'process' || definition === null) return null;
      const lines = definition.block ?? [];
      const quorum = integer(get(lines, 'quorum')?.words[1]) ?? 1;
      const program = get(lines, 'process')?.words[1] ?? '';
      if (quorum > 1 || !/haproxy/.test(program)) return null;
      return {
        reason:
          'HAProxy runs as a master and a worker, both with this name: when the worker dies the master is left, and one process is enough here.',
        remedy: 'Write `quorum 2` in the vrrp_track_process block.',
      };
    }),
};

export const TRACKERS: readonly Finding[] = [
  noTracker,
  undefinedTracker,
  weightNopreempt,
  weightWithinGap,
  weighted,
  weightDelay,
  processOnly,
  slowScript,
  asksVip,
  asRoot,
  noTerminateDelay,
  processQuorum,
];

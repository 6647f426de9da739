/** Plans by hand: changes that interrupt something on each host, and no order between hosts. */
import { digestOfText } from '../../src/base/digest.ts';
import type { Host } from '../../src/hosts/host.ts';
import {
  HAPROXY_CONFIG,
  HAPROXY_DROP_IN,
  KEEPALIVED_CONFIG,
  KEEPALIVED_DROP_IN,
} from '../../src/layers/loadbalancer/hooks.ts';
import { type DesiredChange, filePut } from '../../src/plan/desired.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { observations } from '../../src/verbs/verbs.ts';
import { BUNDLE } from './example.ts';

/** What `wishes` ask for, compared with what the hosts show. */
export async function planByHand(
  wishes: readonly DesiredChange[],
  hosts: readonly Host[],
  signal: AbortSignal,
): Promise<Plan> {
  const seen = new Map<string, Readonly<Record<string, string>>>();
  await Promise.all(
    hosts.map(async host => {
      const steps = wishes
        .filter(wish => wish.host === host.name)
        .flatMap(wish => wish.steps.map(({ id, verb }) => ({ id: `${wish.id}/${id}`, verb })));
      const answers = await host.read(
        observations(
          steps.map(({ verb }) => verb),
          { deep: false },
        ),
        signal,
      );
      for (const [at, { id }] of steps.entries()) seen.set(id, answers[at]!);
    }),
  );
  const frame = {
    tool: '0.0.0',
    operation: 'converge',
    cluster: 'example',
    spec: digestOfText('by hand'),
    bundle: BUNDLE,
    facts: Object.fromEntries(hosts.map(({ name }) => [name, digestOfText(name)])),
    unreachable: [],
    late: [],
  } as const;
  return makePlan(frame, wishes, (_host, step) => seen.get(step)!);
}

/** Each host is interrupted twice, one after the other, and none waits for another host. */
export function independentPlanner(hosts: readonly Host[], signal: AbortSignal): Promise<Plan> {
  const wishes = hosts.flatMap(({ name }) => [
    reconfigured(name, 'haproxy', { config: HAPROXY_CONFIG, settings: HAPROXY_DROP_IN }),
    reconfigured(name, 'keepalived', { config: KEEPALIVED_CONFIG, settings: KEEPALIVED_DROP_IN }),
  ]);
  return planByHand(wishes, hosts, signal);
}

function reconfigured(
  host: string,
  program: 'haproxy' | 'keepalived',
  paths: { config: string; settings: string },
): DesiredChange {
  const content = `# Managed by Barque: for ${program} of ${host}\n`;
  const config = filePut('config', { path: paths.config, content, accept: program });
  const settings = filePut('settings', { path: paths.settings, content });
  return {
    id: `${host}/${program}`,
    host,
    steps: [
      settings,
      config,
      {
        id: 'load',
        verb: {
          do: 'unit.load',
          reloads: true,
          unit: `${program}.service`,
          config: { path: paths.config, digest: config.verb.blob },
          settings: { path: paths.settings, digest: settings.verb.blob },
        },
        interrupts: () => [{ what: 'node', atMostMs: 1000 }],
      },
    ],
    needs: program === 'keepalived' ? [`${host}/haproxy.done`] : [],
    gives: program === 'haproxy' ? [`${host}/haproxy.done`] : [],
  };
}

/** What Keepalived needs on a balancer: its files, and its unit running with them. */
import { BarqueError } from '../../base/errors.ts';
import { ALIVE_CHECK, ALIVE_CHECK_PATH } from '../../formats/haproxy/alive.ts';
import { type KeepalivedFeatures, keepalivedFeatures } from '../../formats/keepalived/features.ts';
import { guardFile } from '../../formats/keepalived/guard.ts';
import { patchKeepalived } from '../../formats/keepalived/patch.ts';
import { printKeepalived } from '../../formats/keepalived/print.ts';
import { type DesiredStep, filePut, unitLoad } from '../../plan/desired.ts';
import type { LayerInput } from '../layer.ts';
import { packageVersionOf } from '../package-wish.ts';
import type { Timing } from '../timing.ts';
import { KEEPALIVED_CONFIG, KEEPALIVED_DROP_IN, keepalivedDropIn, TRACK_FILE } from './hooks.ts';
import { patchedOrRefused } from './patched.ts';

type HostOf = LayerInput['hosts'][number];

/** How Keepalived is to be set on one balancer. */
export interface Guarding {
  own: HostOf;
  priority: number;
  peers: readonly Peer[];
}

/** Another balancer, as Keepalived knows it. */
export interface Peer {
  address: string;
  priority: number;
}

export function keepalivedSteps(input: LayerInput, guarding: Guarding, timing: Timing): DesiredStep[] {
  const { spec } = input;
  const { vip, port } = spec.endpoint;
  const features = featuresOf(input, guarding.own);
  const { settings, config, load } = guard(input, guarding, timing);
  return [
    filePut('check', { path: ALIVE_CHECK_PATH, content: ALIVE_CHECK, mode: '0755' }),
    settings,
    config,
    load,
    ...(features.marksAddresses ? [{ id: 'only-its-own', verb: { do: 'vip.clear' as const, vip } }] : []),
    { id: 'endpoint', verb: { do: 'gate', check: 'tcp', address: vip, port } },
  ];
}

/** Other peers than `keepalivedSteps` gave it a while ago, by the change `before`: those that have stopped are gone. */
export function forgettingSteps(
  input: LayerInput,
  guarding: Guarding,
  timing: Timing,
  before: string,
): DesiredStep[] {
  const { config, load } = guard(input, guarding, timing);
  const again = (step: DesiredStep): DesiredStep => ({ ...step, undoneBy: [`${before}/${step.id}`] });
  return [again(config), again(load)];
}

/** Its drop-in, its file, and its unit running with both. */
function guard(input: LayerInput, { own, priority, peers }: Guarding, timing: Timing) {
  const { spec, chosen } = input;
  const { host } = own;
  const { vip } = spec.endpoint;
  const iface = interfaceOf(own);
  const features = featuresOf(input, own);
  const ours = guardFile({
    name: host.name,
    address: host.address,
    interface: iface,
    vip,
    virtualRouterId: chosen.virtualRouterId,
    priority,
    peers: [...peers].sort((a, b) => b.priority - a.priority),
    vrrp: timing.timers.vrrp,
    check: timing.timers.check,
    trackFile: TRACK_FILE,
    checkProgram: ALIVE_CHECK_PATH,
    features,
  });
  const content = printKeepalived(
    patchedOrRefused(ours, spec.loadBalancer.patches.keepalived, patchKeepalived),
  );
  const config = filePut('config', { path: KEEPALIVED_CONFIG, content, accept: 'keepalived' });
  const settings = filePut('settings', { path: KEEPALIVED_DROP_IN, content: keepalivedDropIn(vip, iface) });
  const load = unitLoad('load', 'keepalived.service', {
    config: config.verb,
    settings: settings.verb,
    reloads: true,
    handsOver: { vip: spec.endpoint.vip, port: spec.endpoint.port },
  });
  return { settings, config, load: { ...load, interrupts: () => [timing.handOver] } };
}

/** Of the version that the host has at least; a newer one can as much. */
function featuresOf({ packages }: LayerInput, { facts }: HostOf): KeepalivedFeatures {
  return keepalivedFeatures(packageVersionOf(facts, packages, 'keepalived'));
}

function interfaceOf({ host, facts }: HostOf): string {
  const iface = host.interface ?? facts.interface;
  if (iface !== null) return iface;
  throw new BarqueError({
    domain: 'configuration',
    attempted: 'find the interface for the VIP',
    where: host.name,
    cameBack: `no interface of the host has the address ${host.address}`,
    next: 'Correct the address, or name the interface of the host in the file.',
  });
}

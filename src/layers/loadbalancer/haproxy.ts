/** What HAProxy needs on a balancer: its files, and its unit running with them. */
import { hexOf } from '../../base/digest.ts';
import { balancerFile } from '../../formats/haproxy/balancer.ts';
import { OWN_ETCD_FILE } from '../../formats/haproxy/own-etcd.ts';
import { patchHaproxy } from '../../formats/haproxy/patch.ts';
import { printHaproxy } from '../../formats/haproxy/print.ts';
import { type DesiredStep, filePut, lateFilePut, unitLoad } from '../../plan/desired.ts';
import { late } from '../../plan/late.ts';
import type { ResolvedHost } from '../../spec/resolved.ts';
import type { LayerInput } from '../layer.ts';
import { controlPlanesOf } from '../seat.ts';
import type { Timing } from '../timing.ts';
import { HOOK, HOOK_PATH } from '../unit-loaded.ts';
import {
  BACKEND_CA,
  HAPROXY_CONFIG,
  HAPROXY_DROP_IN,
  haproxyDropIn,
  TMPFILES,
  TMPFILES_PATH,
} from './hooks.ts';
import { patchedOrRefused } from './patched.ts';

/** `installed` is the id of the step that installs the package: Debian's brings a configuration of its own. */
export function haproxySteps(
  input: LayerInput,
  host: ResolvedHost,
  timing: Timing,
  installed: string,
): DesiredStep[] {
  const { spec } = input;
  const { backends, healthPath, maxConnections, patches } = spec.loadBalancer;
  const leavesWithoutEtcd = spec.kubernetes !== null && backends.length > 1;
  const ours = balancerFile({
    vip: spec.endpoint.vip,
    port: spec.endpoint.port,
    backends,
    healthPath,
    caFile: caSteps(input).length === 0 ? null : BACKEND_CA,
    leavesWithoutEtcd,
    maxConnections,
    timers: timing.timers.backend,
  });
  const content = printHaproxy(patchedOrRefused(ours, patches.haproxy, patchHaproxy));
  const config = filePut('config', { path: HAPROXY_CONFIG, content, accept: 'haproxy' });
  const settings = filePut('settings', { path: HAPROXY_DROP_IN, content: haproxyDropIn(maxConnections) });
  const load = unitLoad('load', 'haproxy.service', {
    config: config.verb,
    settings: settings.verb,
    reloads: true,
    handsOver: { vip: spec.endpoint.vip, port: spec.endpoint.port },
  });
  return [
    filePut('hook', { path: HOOK_PATH, content: HOOK, mode: '0755' }),
    filePut('tmpfiles', { path: TMPFILES_PATH, content: TMPFILES }),
    ...caSteps(input),
    ...(leavesWithoutEtcd ? [filePut('own-etcd', OWN_ETCD_FILE)] : []),
    settings,
    { ...config, decidedBy: installed },
    {
      ...load,
      // A reload hands the listening sockets over: 0 of 558 probes were lost in 8 reloads (research, 2.2).
      interrupts: before =>
        before.settings === hexOf(settings.verb.blob) && before.overridden === 'no'
          ? []
          : [timing.haproxyRestart],
    },
    // Whoever stood aside and was forgotten so would be missed at the next failure.
    {
      id: 'stays',
      verb: { do: 'vip.yield', yields: false, vip: spec.endpoint.vip, port: spec.endpoint.port },
      decidedBy: `${host.name}/haproxy/load`,
    },
    { id: 'serving', verb: { do: 'gate', check: 'tcp', address: host.address, port: spec.endpoint.port } },
  ];
}

/** The CA by which backends are verified: the cluster's own, as soon as there is one, or the person's. */
function caSteps(input: LayerInput): DesiredStep[] {
  const planes = controlPlanesOf(input);
  const content = planes === null ? input.spec.loadBalancer.backendCa : planes.authorities.ca;
  if (content !== null) return [filePut('ca', { path: BACKEND_CA, content })];
  return planes === null ? [] : [lateFilePut('ca', { path: BACKEND_CA, content: late('ca') })];
}

/** The answer of `barque status`: one picture of the cluster, in the shape of its JSON. */

import type { LastProof } from '../base/last-proof.ts';
import type { UnitState } from '../facts/now/units.ts';
import type { ApiserverNow } from '../kube/apiserver.ts';
import type { ApiNode } from '../kube/nodes.ts';
import { certificatesOf, type EndingCertificate } from './certificates.ts';
import type { Drift, DriftUnknown } from './drift.ts';
import { type EtcdView, etcdOf } from './etcd-now.ts';
import { type Expected, type ExpectedHost, withRole } from './expected.ts';
import type { LastRun } from './last-run.ts';
import { answered, type LiveView } from './live-view.ts';
import { isWhole, type Problem } from './problem.ts';
import { type Judged, problemsOf } from './problems.ts';
import { holdersOf, isServing } from './vip-holders.ts';

export interface BalancerStatus {
  host: string;
  /** False: it did not answer, and what follows is unknown. */
  answers: boolean;
  haproxy: UnitState | null;
  keepalived: UnitState | null;
  backends: readonly { host: string; up: boolean; status: string; check: string }[];
}

export interface ControlPlaneStatus {
  host: string;
  answers: boolean;
  /** Null: it did not answer. */
  apiserver: ApiserverNow['is'] | null;
  because: string;
}

/** Programs as they run, and the bundle that the file names. */
export interface Provenance {
  /** By program, all versions that are seen: one each, except during an upgrade. */
  versions: { kubernetes: readonly string[]; etcd: readonly string[] };
  /** Null: it is not on this machine. */
  bundle: { digest: string; provenance: string } | null;
}

export interface Status {
  /** No problem but warnings. */
  healthy: boolean;
  problems: readonly Problem[];
  /** `serving`: the holder's HAProxy runs and has a backend that is up; null: unknown. */
  endpoint: { address: string; port: number; names: readonly string[]; serving: boolean | null };
  vip: { address: string; holders: readonly string[] };
  loadBalancers: readonly BalancerStatus[];
  controlPlane: readonly ControlPlaneStatus[];
  /** Null: there is none, or no member answered. */
  etcd: Omit<EtcdView, 'alarms'> | null;
  /** Null: there is no API, or it did not answer. */
  nodes: readonly ApiNode[] | null;
  /** Null: no certificate was seen. */
  certificates: { oldest: EndingCertificate | null };
  /** Null: unknown. */
  drift: Drift | null;
  /** Why it is; null: it is known. */
  driftUnknown: DriftUnknown | null;
  provenance: Provenance;
  /** Null: no run has ever taken a host that answered. */
  lastRun: (Omit<LastRun, 'at'> & { at: string | null }) | null;
  /** The newest that a host knows of; null: none has ever been. */
  lastProof: (Omit<LastProof, 'at'> & { at: string }) | null;
}

/** A pure function of what was seen: the same picture, the same answer. */
export function statusOf(judged: Judged, bundle: Provenance['bundle']): Status {
  const { expected, view, lastRun, drift, now } = judged;
  const problems = problemsOf(judged);
  const { vip, port, names } = expected.endpoint;
  return {
    healthy: isWhole(problems),
    problems,
    endpoint: { address: vip, port, names, serving: isServing(view) },
    vip: { address: vip, holders: holdersOf(view) },
    loadBalancers: withRole(expected, 'load-balancer').map(host => balancerStatus(host, view)),
    controlPlane: planes(expected).map(host => controlPlaneStatus(host, view)),
    etcd: etcdStatus(expected, view),
    nodes: view.api?.nodes ?? null,
    certificates: { oldest: certificatesOf(view, now)[0] ?? null },
    ...(typeof drift === 'string' ? { drift: null, driftUnknown: drift } : { drift, driftUnknown: null }),
    provenance: { versions: versionsOf(view), bundle },
    lastRun:
      lastRun === null
        ? null
        : { ...lastRun, at: lastRun.at === null ? null : new Date(lastRun.at).toISOString() },
    lastProof: newestProof(view),
  };
}

function planes(expected: Expected): ExpectedHost[] {
  return expected.kubernetes === null ? [] : withRole(expected, 'control-plane');
}

function balancerStatus({ name }: ExpectedHost, view: LiveView): BalancerStatus {
  const now = answered(view).get(name);
  if (now === undefined) return { host: name, answers: false, haproxy: null, keepalived: null, backends: [] };
  return {
    host: name,
    answers: true,
    haproxy: now.units['haproxy.service'],
    keepalived: now.units['keepalived.service'],
    backends: (now.backends ?? []).map(({ name: host, up, status, check }) => ({ host, up, status, check })),
  };
}

function controlPlaneStatus({ name }: ExpectedHost, view: LiveView): ControlPlaneStatus {
  const host = view.hosts.get(name);
  if (host === undefined || host.is !== 'answered')
    return { host: name, answers: false, apiserver: null, because: host?.because ?? '' };
  const { is, because } = host.now.apiserver;
  return { host: name, answers: true, apiserver: is, because };
}

function etcdStatus(expected: Expected, view: LiveView): Status['etcd'] {
  const etcd = expected.kubernetes === null ? null : etcdOf(view);
  if (etcd === null) return null;
  const { alarms: _alarms, ...rest } = etcd;
  return rest;
}

function newestProof(view: LiveView): Status['lastProof'] {
  const proofs = [...answered(view).values()].flatMap(({ lastProof }) => lastProof ?? []);
  const newest = proofs.reduce<LastProof | null>(
    (best, each) => (best !== null && best.at >= each.at ? best : each),
    null,
  );
  return newest === null ? null : { ...newest, at: new Date(newest.at).toISOString() };
}

function versionsOf(view: LiveView): Provenance['versions'] {
  const etcd = [...answered(view).values()].flatMap(({ etcd }) =>
    etcd === null || etcd === 'silent' ? [] : [etcd.version],
  );
  const sorted = (versions: readonly string[]) => [...new Set(versions)].filter(Boolean).sort();
  return { kubernetes: sorted(view.api?.nodes.map(({ version }) => version) ?? []), etcd: sorted(etcd) };
}

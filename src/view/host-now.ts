/** Everything that is true on one host now, in its own words and in one round trip. */
import type { CreationRecord } from '../base/creation.ts';
import type { LastProof } from '../base/last-proof.ts';
import type { ClusterRecord } from '../base/record.ts';
import { ETCD_MEMBER, type EtcdMemberNow } from '../etcd/member.ts';
import { KUBERNETES, type KubernetesFact } from '../facts/kubernetes.ts';
import { MAINTENANCE } from '../facts/maintenance.ts';
import { BACKENDS, type BackendNow } from '../facts/now/backends.ts';
import { CERTIFICATES, type CertificateEnd } from '../facts/now/certificates.ts';
import { holdingInterface } from '../facts/now/held-address.ts';
import { LAST_PROOF } from '../facts/now/last-proof.ts';
import { LAST_STEP, type LastStep } from '../facts/now/last-step.ts';
import { STATIC_PODS } from '../facts/now/static-pods.ts';
import { type UnitState, unitStates } from '../facts/now/units.ts';
import { RECORD } from '../facts/record.ts';
import { batch, type Part } from '../hosts/batch.ts';
import { CLAIM, type Claim } from '../hosts/claim.ts';
import type { Reading } from '../hosts/reading.ts';
import { type ApiserverNow, apiserver } from '../kube/apiserver.ts';
import type { ExpectedHost } from './expected.ts';

export const UNITS = [
  'haproxy.service',
  'keepalived.service',
  'containerd.service',
  'kubelet.service',
] as const;
export type Unit = (typeof UNITS)[number];

export interface HostNow {
  claim: Claim;
  record: ClusterRecord | null;
  creation: CreationRecord | null;
  /** PEM; null: no authorities lie here. */
  ca: string | null;
  /** Interface that carries the VIP; null: it does not hold it. */
  vipOn: string | null;
  units: Readonly<Record<Unit, UnitState>>;
  /** Null: HAProxy gave no answer. */
  backends: readonly BackendNow[] | null;
  apiserver: ApiserverNow;
  /** Null: there is none here. */
  etcd: EtcdMemberNow | 'silent' | null;
  certificates: readonly CertificateEnd[];
  lastStep: LastStep | null;
  /** Since when it is in maintenance; null: it is in service. */
  maintenance: string | null;
  /** Null: none has been told here. */
  lastProof: LastProof | null;
  /** Files by which the kubelet runs pods. */
  staticPods: readonly string[];
}

/** A host is asked about everything, whatever its role is: what it should not have is worth seeing too. */
export function hostNow({ nodeAddress }: ExpectedHost, vip: string): Reading<HostNow> {
  const parts = [
    { ...CLAIM, args: [] },
    RECORD,
    KUBERNETES,
    holdingInterface(vip),
    unitStates(UNITS),
    BACKENDS,
    apiserver(nodeAddress),
    ETCD_MEMBER,
    CERTIFICATES,
    LAST_STEP,
    MAINTENANCE,
    LAST_PROOF,
    STATIC_PODS,
  ] as const;
  const all = batch<unknown>('what is there now', parts as readonly Part<unknown>[]);
  return {
    ...all,
    parse: stdout => nowOf(all.parse(stdout)),
    simulate: machine => nowOf(all.simulate(machine)),
  };
}

function nowOf(answers: unknown[]): HostNow {
  const [
    claim,
    record,
    kubernetes,
    vipOn,
    units,
    backends,
    api,
    etcd,
    certificates,
    lastStep,
    maintenance,
    lastProof,
    staticPods,
  ] = answers as [
    Claim,
    ClusterRecord | null,
    KubernetesFact,
    string | null,
    Readonly<Record<Unit, UnitState>>,
    readonly BackendNow[] | null,
    ApiserverNow,
    EtcdMemberNow | 'silent' | null,
    readonly CertificateEnd[],
    LastStep | null,
    string | null,
    LastProof | null,
    readonly string[],
  ];
  const { creation, ca } = kubernetes;
  return {
    claim,
    record,
    creation,
    ca,
    vipOn,
    units,
    backends,
    apiserver: api,
    etcd,
    certificates,
    lastStep,
    maintenance,
    lastProof,
    staticPods,
  };
}

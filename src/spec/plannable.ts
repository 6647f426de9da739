/** Refuses what is well written and cannot be planned: a wish is never accepted and then forgotten. */
import { type LoadedCluster, refusal } from './check.ts';
import { diagnosticsOf, type Problem } from './diagnostic.ts';
import type { SpecDocument } from './document.ts';
import type { ResolvedSpec } from './resolved.ts';

/** Throws configuration with code frames. */
export function refuseUnplannable({ spec, document, file, text }: LoadedCluster): void {
  const problems = unplannable(spec, document);
  if (problems.length > 0)
    throw refusal(`plan the cluster ${spec.name}`, diagnosticsOf(file, problems), text);
}

export function unplannable(spec: ResolvedSpec, document: SpecDocument): Problem[] {
  const problems: Problem[] = [];
  // Where there are control planes, they are balancers and backends unless the file says otherwise.
  if (!spec.hosts.some(({ roles }) => roles.includes('load-balancer'))) {
    problems.push({
      summary: 'Nobody would carry the VIP',
      detail: 'No host has the role control-plane or load-balancer.',
      help: 'give three hosts the role control-plane, or two the role load-balancer',
      place: document.place(['spec', 'hosts'], 'key'),
    });
  }
  if (spec.loadBalancer.backends.length === 0) {
    problems.push({
      summary: 'There is nothing to balance',
      detail: 'No host has the role control-plane, and spec.loadBalancer.backends names no server.',
      help: 'give a host the role control-plane, or name servers: backends: ["s1=192.0.2.21:6443"]',
      place: document.place(['spec', 'loadBalancer', 'backends'], 'key'),
    });
  }
  return problems;
}

/** Whether a bundle with this Kubernetes (`1.36.3`; null: none) can make the cluster. */
export function canBeMadeOf(
  { kubernetes }: Pick<ResolvedSpec, 'kubernetes'>,
  bundled: string | null,
): boolean {
  if (kubernetes === null) return true;
  if (bundled === null) return false;
  const { version } = kubernetes;
  return version === null || bundled === version || bundled.startsWith(`${version}.`);
}

/** Throws configuration when the cluster cannot be made of a bundle with this Kubernetes (`1.36.3`; null: none). */
export function refuseOtherVersion(
  { spec, document, file, text }: LoadedCluster,
  bundled: string | null,
): void {
  if (canBeMadeOf(spec, bundled)) return;
  const wanted = spec.kubernetes?.version ?? null;
  const problem: Problem =
    wanted === null
      ? {
          summary: 'The bundle has no Kubernetes',
          detail: 'The cluster has control planes, and this bundle holds packages only.',
          help: 'barque bundle build --kubernetes 1.36.3, or name another one with --bundle',
          place: document.place(['spec', 'hosts'], 'key'),
        }
      : {
          summary: 'The bundle has another Kubernetes',
          detail: `The file wants ${wanted}; the bundle has ${bundled ?? 'none'}.`,
          help: `barque bundle build --kubernetes ${wanted}, or leave the version out`,
          place: document.place(['spec', 'kubernetes', 'version'], 'value'),
        };
  throw refusal(`plan the cluster ${spec.name}`, diagnosticsOf(file, [problem]), text);
}

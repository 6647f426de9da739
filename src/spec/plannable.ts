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

/** Throws configuration when the file wants another Kubernetes than the bundle has (`1.36.3`; null: none). */
export function refuseOtherVersion(
  { spec, document, file, text }: LoadedCluster,
  bundled: string | null,
): void {
  const wanted = spec.kubernetes?.version ?? null;
  if (wanted === null || bundled === wanted || bundled?.startsWith(`${wanted}.`)) return;
  const problem: Problem = {
    summary: 'The bundle has another Kubernetes',
    detail: `The file wants ${wanted}; the bundle has ${bundled ?? 'none'}.`,
    help: `barque bundle build --kubernetes ${wanted}, or leave the version out`,
    place: document.place(['spec', 'kubernetes', 'version'], 'value'),
  };
  throw refusal(`plan the cluster ${spec.name}`, diagnosticsOf(file, [problem]), text);
}

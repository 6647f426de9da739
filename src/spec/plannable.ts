/** Refuses what is well written and cannot be planned yet: a wish is never accepted and then forgotten. */
import { diagnosticsOf, type Problem } from './diagnostic.ts';
import type { Path, SpecDocument } from './document.ts';
import { type LoadedCluster, refusal } from './load.ts';
import type { ResolvedSpec, Role } from './resolved.ts';

const PLANNABLE: readonly Role[] = ['control-plane', 'worker', 'load-balancer'];

/** Throws configuration with code frames. */
export function refuseUnplannable({ spec, document, file, text }: LoadedCluster): void {
  const problems = unplannable(spec, document);
  if (problems.length > 0)
    throw refusal(`plan the cluster ${spec.name}`, diagnosticsOf(file, problems), text);
}

export function unplannable(spec: ResolvedSpec, document: SpecDocument): Problem[] {
  const problems: Problem[] = [];
  for (const [at, host] of spec.hosts.entries()) {
    for (const role of host.roles.filter(each => !PLANNABLE.includes(each))) {
      problems.push({
        summary: `The role ${role} cannot be planned yet`,
        detail: `${host.name} asks for it; this version of Barque plans load balancers only.`,
        help: `leave ${host.name} out, or give it only the role load-balancer`,
        place: document.place(rolePath(document, at, role), 'value'),
      });
    }
  }
  if (!spec.hosts.some(({ roles }) => roles.includes('load-balancer'))) {
    problems.push({
      summary: 'There is no load balancer',
      detail: 'No host has the role load-balancer, so nothing would carry the VIP.',
      help: 'give two hosts the role load-balancer',
      place: document.place(['spec', 'hosts'], 'key'),
    });
  }
  if (spec.loadBalancer.backends.length === 0) {
    problems.push({
      summary: 'There is nothing to balance',
      detail: 'spec.loadBalancer.backends names no server.',
      help: 'backends: ["s1=192.0.2.21:6443"]',
      place: document.place(['spec', 'loadBalancer', 'backends'], 'key'),
    });
  }
  return problems;
}

/** Roles are sorted in the resolved spec; the frame shows where it was written. */
function rolePath(document: SpecDocument, host: number, role: Role): Path {
  const { spec } = document.value as { spec: { hosts: { roles: string[] }[] } };
  return ['spec', 'hosts', host, 'roles', spec.hosts[host]!.roles.indexOf(role)];
}

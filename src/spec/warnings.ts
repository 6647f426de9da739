/** What is allowed and yet worth a word. */
import type { Problem } from './diagnostic.ts';
import type { SpecDocument } from './document.ts';
import type { ResolvedSpec } from './resolved.ts';

export function specWarnings(spec: ResolvedSpec, document: SpecDocument): Problem[] {
  const warnings: Problem[] = [];
  const balancers = spec.hosts.filter(({ roles }) => roles.includes('load-balancer'));
  if (balancers.length === 1) {
    warnings.push({
      summary: 'One load balancer cannot fail over',
      detail: `${balancers[0]!.name} is the only one: when it is lost, so is the endpoint.`,
      help: 'give a second host the role load-balancer',
      place: document.place(['spec', 'hosts'], 'key'),
    });
  }
  if (spec.loadBalancer.backends.length > 0 && spec.loadBalancer.backendCa === null) {
    warnings.push({
      summary: 'The certificates of the backends are not verified',
      detail: 'Health checks accept any certificate.',
      help: 'name the CA: loadBalancer.backendCa',
      place: document.place(['spec', 'loadBalancer', 'backends'], 'key'),
    });
  }
  return warnings;
}

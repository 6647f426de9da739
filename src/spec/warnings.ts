/** What is allowed and yet worth a word. */
import type { Problem } from './diagnostic.ts';
import type { SpecDocument } from './document.ts';
import { quorumAdvice } from './quorum.ts';
import type { ResolvedSpec, Role } from './resolved.ts';

/** In the order of their weight; empty for a usual shape. */
export function specWarnings(spec: ResolvedSpec, document: SpecDocument): Problem[] {
  const warnings: Problem[] = [];
  const withRole = (role: Role) => spec.hosts.filter(({ roles }) => roles.includes(role));
  const say = (summary: string, detail: string, help: string, path = ['spec', 'hosts']) =>
    warnings.push({ summary, detail, help, place: document.place(path, 'key') });

  const controlPlanes = withRole('control-plane');
  const advice = controlPlanes.length === 0 ? null : quorumAdvice(controlPlanes.length);
  if (advice !== null) say(advice.summary, advice.detail, advice.help);

  const balancers = withRole('load-balancer');
  // A single control plane that is its own balancer is told above.
  if (balancers.length === 1 && !(controlPlanes.length === 1 && controlPlanes[0] === balancers[0])) {
    const behind =
      controlPlanes.length > 1 ? `, with it the way to all ${controlPlanes.length} control planes` : '';
    say(
      'One load balancer cannot fail over',
      `${balancers[0]!.name} is the only one: when it is lost, so is the endpoint${behind}.`,
      'give a second host the role load-balancer',
    );
  }
  if (controlPlanes.length > 0 && withRole('worker').length === 0) {
    say(
      'There is no worker',
      'Pods will run on the control planes: what they use up, apiserver and etcd lack.',
      'give a host the role worker',
    );
  }
  const { backends, backendCa } = spec.loadBalancer;
  if (controlPlanes.length === 0 && backends.length > 0 && backendCa === null) {
    say(
      'The certificates of the backends are not verified',
      'Health checks accept any certificate.',
      'name the CA: loadBalancer.backendCa',
      ['spec', 'loadBalancer', 'backends'],
    );
  }
  return warnings;
}

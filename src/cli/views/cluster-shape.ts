/** A cluster in one line: what it is made of, and where its endpoint is. */
import type { ResolvedSpec, Role } from '../../spec/resolved.ts';

/** `harbour, 3 control planes, 2 workers, endpoint 192.0.2.100:8443`. */
export function shapeWords({ name, hosts, endpoint, loadBalancer, kubernetes }: ResolvedSpec): string {
  const withRole = (role: Role) => hosts.filter(({ roles }) => roles.includes(role)).length;
  // Where control planes balance too, saying so twice helps nobody.
  const balancersOnly = hosts.filter(({ roles }) => roles.join() === 'load-balancer').length;
  return [
    name,
    counted(withRole('control-plane'), 'control plane'),
    counted(balancersOnly, 'load balancer'),
    counted(withRole('worker'), 'worker'),
    kubernetes === null ? counted(loadBalancer.backends.length, 'backend') : '',
    `endpoint ${endpoint.vip}:${endpoint.port}`,
  ]
    .filter(words => words !== '')
    .join(', ');
}

/** Empty for none. */
function counted(count: number, thing: string): string {
  if (count === 0) return '';
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

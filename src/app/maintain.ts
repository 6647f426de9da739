/** Which hosts an operation on one host needs, and when it would harm: decided from the cluster as it is now. */
import { BarqueError } from '../base/errors.ts';
import { isNode } from '../layers/roles.ts';
import { type Cast, type Drain, maintenance, returning, vipMove } from '../operations/maintain.ts';
import { remove } from '../operations/remove.ts';
import type { DesiredChange } from '../plan/desired.ts';
import type { ResolvedHost, ResolvedSpec } from '../spec/resolved.ts';
import { etcdOf } from '../view/etcd-now.ts';
import { answered, type LiveView } from '../view/live-view.ts';
import { holdersOf } from '../view/vip-holders.ts';

/** Throws usage for a host that is not in the file. */
export function hostCalled(spec: ResolvedSpec, name: string): ResolvedHost {
  const host = spec.hosts.find(each => each.name === name);
  if (host !== undefined) return host;
  throw new BarqueError({
    domain: 'usage',
    attempted: 'find the host',
    where: name,
    cameBack: `the file has ${spec.hosts.map(each => each.name).join(', ')}`,
  });
}

/** Throws a failed check where the cluster would not bear it, with the arithmetic. */
export function maintenanceOf(
  spec: ResolvedSpec,
  host: ResolvedHost,
  drain: Drain,
): (view: LiveView) => DesiredChange[] {
  return view => {
    const cast = castOf(spec, host, view, drain);
    const others = [...answered(view)].filter(
      ([name, now]) => name !== host.name && now.maintenance !== null,
    );
    const isShared = host.roles.some(role => role !== 'worker');
    const blocking = others.filter(([name]) =>
      spec.hosts.some(each => each.name === name && each.roles.some(role => role !== 'worker')),
    );
    if (isShared && blocking.length > 0)
      throw harmful(host, `${blocking.map(([name]) => name).join(', ')} is in maintenance already`, [
        `One at a time: barque node return ${blocking[0]![0]}`,
      ]);
    if (spec.kubernetes !== null && host.roles.includes('control-plane')) refuseWithoutQuorum(host, view);
    if (host.roles.includes('load-balancer') && cast.balancers.every(name => name === host.name))
      throw harmful(host, 'no other balancer answers, so that the VIP would have nobody', [
        'Bring another balancer back, or add one, first.',
      ]);
    return maintenance(cast);
  };
}

export function returnOf(spec: ResolvedSpec, host: ResolvedHost): (view: LiveView) => DesiredChange[] {
  return view => {
    const now = view.hosts.get(host.name);
    if (now?.is !== 'answered')
      throw new BarqueError({
        domain: 'connection',
        attempted: `take ${host.name} back into service`,
        where: host.name,
        cameBack: now?.because ?? 'it does not answer',
        next: 'Boot it, and run the same command again.',
      });
    // One that boots may be the only control plane: its own gate waits for its apiserver.
    const waits = host.roles.includes('control-plane') ? host.name : null;
    const cast = castOf(spec, host, view, { withinS: 0, force: false }, waits);
    return returning(cast, now.now.maintenance !== null);
  };
}

/** Control planes are not removed here: their member of etcd would stay behind. */
export function removalOf(
  spec: ResolvedSpec,
  host: ResolvedHost,
  isGone: boolean,
  drain: Drain,
): (view: LiveView) => DesiredChange[] {
  if (host.roles.includes('control-plane'))
    throw new BarqueError({
      domain: 'unsupported-host',
      attempted: `remove ${host.name}`,
      cameBack: 'it is a control plane, and Barque cannot yet take a member out of etcd for good',
      next: 'Workers and balancers of their own can be removed.',
    });
  return view => {
    const now = answered(view).get(host.name);
    if (now === undefined && !isGone)
      throw new BarqueError({
        domain: 'connection',
        attempted: `remove ${host.name}`,
        where: host.name,
        cameBack: 'it does not answer, so that it cannot be left as it was',
        next: `Bring it back; or, if it is gone for good: barque node remove ${host.name} --gone`,
      });
    const node = isNode(spec, host);
    const seat = node ? castOf(spec, host, view, drain).seat : null;
    const isBalancer = host.roles.includes('load-balancer');
    if (isBalancer && balancersOf(spec, view).every(name => name === host.name))
      throw harmful(host, 'no other balancer answers, so that the VIP would have nobody', [
        'Bring another balancer back, or add one, first.',
      ]);
    return remove({
      host: { name: host.name, isNode: node },
      seat,
      isGone: now === undefined,
      isBlank: now?.claim.cluster === null && now.record === null,
      drain,
      balances: isBalancer && now !== undefined ? spec.endpoint : null,
      memories: [...answered(view)].flatMap(([name, { record }]) =>
        name === host.name || record === null ? [] : [{ host: name, record }],
      ),
    });
  };
}

/** `to`: null, whoever takes it. */
export function vipMoveOf(spec: ResolvedSpec, to: string | null): (view: LiveView) => DesiredChange[] {
  return view => {
    const holders = holdersOf(view);
    const [holder] = holders;
    const balancers = balancersOf(spec, view);
    const others = balancers.filter(name => name !== holder);
    if (holder === undefined || holders.length > 1)
      throw new BarqueError({
        domain: 'load-balancer',
        attempted: 'move the VIP',
        cameBack: holder === undefined ? 'no host that answers holds it' : `${holders.join(' and ')} hold it`,
        next: 'See first what is wrong: barque status',
      });
    if (to !== null && !balancers.includes(to))
      throw new BarqueError({
        domain: 'usage',
        attempted: `move the VIP to ${to}`,
        cameBack: `it can go to ${others.join(', ') || 'nobody'}`,
      });
    if (others.length === 0)
      throw new BarqueError({
        domain: 'check',
        attempted: 'move the VIP',
        cameBack: `no other balancer than ${holder} answers in service`,
        next: 'Bring another balancer back, or add one, first.',
      });
    if (to === holder) return [];
    return vipMove(spec, holder, {
      aside: to === null ? [] : others.filter(name => name !== to),
      takers: takersOf(view, to === null ? others : [to]),
    });
  };
}

/** Balancers that answer and are in service. */
function balancersOf(spec: ResolvedSpec, view: LiveView): string[] {
  const now = answered(view);
  return spec.hosts
    .filter(({ name, roles }) => roles.includes('load-balancer') && now.get(name)?.maintenance === null)
    .map(({ name }) => name);
}

/** Whose HAProxy runs; without it nobody may take the VIP. */
function takersOf(view: LiveView, names: readonly string[]): string[] {
  const now = answered(view);
  return names.filter(name => now.get(name)?.units['haproxy.service'] === 'active');
}

/** `waits`: the seat where no apiserver is ready; null: then nothing can be done. */
function castOf(
  spec: ResolvedSpec,
  host: ResolvedHost,
  view: LiveView,
  drain: Drain,
  waits: string | null = null,
): Cast {
  const now = answered(view);
  const seats = spec.hosts.filter(
    ({ name, roles }) => roles.includes('control-plane') && now.get(name)?.apiserver.is === 'ready',
  );
  const seat = (seats.find(({ name }) => name !== host.name) ?? seats[0])?.name ?? waits;
  if (seat === null && spec.kubernetes !== null)
    throw new BarqueError({
      domain: 'kubernetes',
      attempted: `work with the node ${host.name}`,
      cameBack: 'no apiserver is ready',
      next: 'See first what is wrong: barque status',
    });
  const balancers = balancersOf(spec, view);
  return {
    spec,
    host,
    seat: spec.kubernetes === null ? null : seat,
    balancers,
    takers: takersOf(view, balancers),
    drain,
  };
}

function refuseWithoutQuorum(host: ResolvedHost, view: LiveView): void {
  const etcd = etcdOf(view);
  const voters = etcd?.members.filter(({ role }) => role !== 'learner') ?? [];
  // Alone it may go: nothing is written meanwhile, and that is what the person wants.
  if (voters.length === 1) return;
  const healthy = voters.filter(member => member.healthy && member.name !== host.name).length;
  const needed = Math.floor(voters.length / 2) + 1;
  if (healthy >= needed) return;
  throw harmful(
    host,
    `etcd would have ${healthy} healthy members without it, and needs ${needed} of ${voters.length}`,
    ['Bring the other members back first: barque status'],
  );
}

function harmful(host: ResolvedHost, cameBack: string, next: readonly string[]): BarqueError {
  return new BarqueError({
    domain: 'check',
    attempted: `take ${host.name} out of the service`,
    where: host.name,
    cameBack,
    next: next.join('\n'),
  });
}

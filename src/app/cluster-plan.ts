/** Facts to plan: read the hosts, ask the operation, observe what it wants, keep the difference. */
import { digestOf } from '../base/digest.ts';
import { BarqueError } from '../base/errors.ts';
import type { Observation } from '../base/observation.ts';
import { ETCD_MEMBERS, type EtcdMember } from '../facts/etcd-members.ts';
import type { HostFacts } from '../facts/host-facts.ts';
import type { Host } from '../hosts/host.ts';
import { untestedOf } from '../layers/capabilities.ts';
import type { BundlePackages } from '../layers/package-wish.ts';
import { converge } from '../operations/converge.ts';
import type { BundleContents } from '../plan/bundle-contents.ts';
import type { DesiredChange } from '../plan/desired.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { BundleRef, Operation, Plan } from '../plan/plan.ts';
import type { ResolvedSpec } from '../spec/resolved.ts';
import { lookedAtTogether, observations } from '../verbs/verbs.ts';
import { type ClusterView, viewCluster } from '../view/cluster-view.ts';
import { type MadeFor, refuseUnfit } from './bundle-fit.ts';
import { inMaintenance } from './in-maintenance.ts';
import { becauseOf, withReasons } from './silent-hosts.ts';

export interface PlanInput {
  spec: ResolvedSpec;
  bundle: BundleRef;
  /** The hosts that the bundle is for. */
  made: MadeFor;
  contents: BundleContents;
  packageVersion(name: string): string;
  /** Version of Barque. */
  tool: string;
  /** Whether programs on hosts are read again where nothing says that they changed. */
  deep: boolean;
}

/** Reads only. Throws configuration when a host belongs to another cluster, connection when none answers. */
export async function planCluster(
  input: PlanInput,
  hosts: readonly Host[],
  signal: AbortSignal,
): Promise<{ plan: Plan; view: ClusterView }> {
  const { spec } = input;
  const view = await look(spec, hosts, signal);
  const facts = new Map([...view.reached].map(([name, state]) => [name, state.facts]));
  // Whoever works on a host does not want it changed under the hands; what it lacks is made when it returns.
  const away = inMaintenance(spec, facts);
  for (const name of away) facts.delete(name);
  refuseUnfit(input.made, facts);
  const members = await readMembers(spec, facts, hosts, signal);
  const {
    changes: desired,
    late,
    forgotten,
  } = withReasons(spec, view.silent, () => converge(spec, facts, packagesOf(input), input.contents, members));
  const untested = untestedOf(facts);
  const seen = await observe(desired, hosts, input.deep, signal);
  const plan = makePlan(
    {
      ...frameOf(spec, view),
      tool: input.tool,
      operation: 'converge',
      bundle: input.bundle,
      late,
      ...(away.length === 0 ? {} : { inMaintenance: away.sort() }),
      ...(forgotten.length === 0 ? {} : { forgotten: forgotten.sort() }),
      ...(Object.keys(untested).length === 0 ? {} : { untested }),
    },
    desired,
    (_host, step) => seen.get(step)!,
  );
  return { plan, view };
}

function packagesOf({ made: { distribution }, packageVersion: version }: PlanInput): BundlePackages {
  return { distribution, version };
}

/** What another operation than `converge` wants, given what the hosts look like. */
export interface OperationInput {
  spec: ResolvedSpec;
  operation: Exclude<Operation, 'converge'>;
  desire(view: ClusterView): readonly DesiredChange[];
  /** Version of Barque. */
  tool: string;
}

/** As planCluster, for an operation that needs no bundle. */
export async function planOperation(
  { spec, operation, desire, tool }: OperationInput,
  hosts: readonly Host[],
  signal: AbortSignal,
): Promise<{ plan: Plan; view: ClusterView }> {
  const view = await look(spec, hosts, signal);
  const desired = desire(view);
  refuseUnreached(operation, desired, view);
  const seen = await observe(desired, hosts, false, signal);
  const frame = { ...frameOf(spec, view), tool, operation, bundle: null, late: [] };
  return { plan: makePlan(frame, desired, (_host, step) => seen.get(step)!), view };
}

/** What an operation wants of a host that has fallen silent since cannot be left out: the rest would not fit together. */
function refuseUnreached(operation: Operation, desired: readonly DesiredChange[], view: ClusterView): void {
  const missing = desired.find(({ host }) => !view.reached.has(host));
  if (missing === undefined) return;
  throw new BarqueError({
    domain: 'connection',
    attempted: `plan the ${operation}`,
    where: missing.host,
    cameBack: view.silent.find(({ host }) => host === missing.host)?.because ?? 'it does not answer any more',
    next: 'Run the same command again: it looks anew which hosts answer.',
  });
}

async function look(spec: ResolvedSpec, hosts: readonly Host[], signal: AbortSignal): Promise<ClusterView> {
  const known = new Map(spec.hosts.map(host => [host.name, host]));
  const view = await viewCluster(
    spec.name,
    hosts.map(host => {
      const { address, nodeAddress } = known.get(host.name)!;
      return { host, address, nodeAddress };
    }),
    signal,
  );
  refuse(spec, view);
  return view;
}

function frameOf(
  spec: ResolvedSpec,
  view: ClusterView,
): Pick<Plan, 'cluster' | 'spec' | 'facts' | 'unreachable'> {
  const facts = [...view.reached].map(([name, state]) => [name, factsDigest(state.facts)] as const);
  return {
    cluster: spec.name,
    spec: specDigest(spec),
    facts: Object.fromEntries(facts.sort(([a], [b]) => (a < b ? -1 : 1))),
    unreachable: view.silent.map(({ host }) => host),
  };
}

/**
 * Asked only where some control plane has no log of etcd, or no mark of completion, while another has a log: a newcomer,
 * one whose admission was interrupted, or one that lost its log.
 * Null: nobody had to ask, or no majority answers.
 */
async function readMembers(
  spec: ResolvedSpec,
  facts: ReadonlyMap<string, HostFacts>,
  hosts: readonly Host[],
  signal: AbortSignal,
): Promise<readonly EtcdMember[] | null> {
  const planes = spec.hosts.filter(({ roles }) => roles.includes('control-plane'));
  const logOf = (name: string) => facts.get(name)?.kubernetes.etcd;
  const isNew = (name: string) => facts.get(name)?.record === null;
  if (!planes.some(({ name }) => logOf(name) === 'none' || isNew(name))) return null;
  for (const { name } of planes.filter(plane => logOf(plane.name) === 'started')) {
    const members = await hosts.find(host => host.name === name)!.read(ETCD_MEMBERS, signal);
    if (members !== null) return members;
  }
  return null;
}

/** Of what was wished for the cluster; where the operator keeps keys and bundles is no part of it. */
function specDigest({
  hosts,
  sshConfig: _c,
  operatorNetns: _n,
  bundle: _b,
  ...rest
}: ResolvedSpec): Plan['spec'] {
  const sorted = [...hosts].sort((a, b) => (a.name < b.name ? -1 : 1));
  return digestOf({ ...rest, hosts: sorted.map(({ ssh: _s, ...host }) => host) });
}

/** What changes by applying is observed by the steps that write it, and not counted here. */
function factsDigest({
  record: _r,
  kubernetes: _k,
  maintenance: _m,
  guarding: _g,
  ...facts
}: HostFacts): Plan['spec'] {
  return digestOf(facts);
}

function refuse(spec: ResolvedSpec, view: ClusterView): void {
  for (const [host, { standing, claim, facts }] of view.reached) {
    if (standing !== 'foreign') continue;
    throw new BarqueError({
      domain: 'configuration',
      attempted: `plan for the cluster ${spec.name}`,
      where: host,
      cameBack: `it belongs to the cluster ${claim.cluster?.name ?? facts.record?.name}`,
      next: 'Barque never changes a host of another cluster. Correct its address in the file.',
    });
  }
  if (view.reached.size === 0) throw becauseOf(spec, view.silent, `read the hosts of ${spec.name}`);
}

/** What each step's verb sees, by step id; one round trip a host, questions to the cluster beside it. */
async function observe(
  desired: readonly DesiredChange[],
  hosts: readonly Host[],
  deep: boolean,
  signal: AbortSignal,
): Promise<Map<string, Observation>> {
  const seen = new Map<string, Observation>();
  const byHost = new Map<string, DesiredChange[]>();
  for (const change of desired) {
    const list = byHost.get(change.host);
    if (list === undefined) byHost.set(change.host, [change]);
    else list.push(change);
  }
  await Promise.all(
    hosts.map(async host => {
      const steps = (byHost.get(host.name) ?? []).flatMap(change =>
        change.steps.map(step => ({ id: `${change.id}/${step.id}`, verb: step.verb })),
      );
      if (steps.length === 0) return;
      // A gate waits at its time; what it would see now decides nothing.
      const looking = steps.filter(({ verb }) => verb.do !== 'gate');
      await Promise.all(
        lookedAtTogether(looking).map(async together => {
          const verbs = together.map(({ verb }) => verb);
          const answers = await host.read(observations(verbs, { deep }), signal);
          for (const [at, { id }] of together.entries()) seen.set(id, answers[at]!);
        }),
      );
      for (const { id, verb } of steps) if (verb.do === 'gate') seen.set(id, { met: 'no' });
    }),
  );
  return seen;
}

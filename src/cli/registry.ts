/** Every command of Barque, in the order in which help lists them: a new command is one file and one line here. */
import type { Command } from './command.ts';

export interface Registered {
  /** The command's own name. */
  name: string;
  load(): Promise<Command>;
}

/** Loaded when they are meant: all of them together take half of the time that a short command takes. */
export const COMMANDS: readonly Registered[] = [
  { name: 'init', load: async () => (await import('./commands/init.ts')).init },
  { name: 'check', load: async () => (await import('./commands/check.ts')).check },
  { name: 'plan', load: async () => (await import('./commands/plan.ts')).plan },
  { name: 'apply', load: async () => (await import('./commands/apply.ts')).apply },
  { name: 'status', load: async () => (await import('./commands/status.ts')).status },
  { name: 'kubeconfig', load: async () => (await import('./commands/kubeconfig.ts')).kubeconfig },
  { name: 'validate', load: async () => (await import('./commands/validate.ts')).validate },
  { name: 'schema', load: async () => (await import('./commands/schema.ts')).schema },
  {
    name: 'explain failover',
    load: async () => (await import('./commands/explain-failover.ts')).explainFailover,
  },
  { name: 'lint', load: async () => (await import('./commands/lint.ts')).lint },
  {
    name: 'node maintenance',
    load: async () => (await import('./commands/node-maintenance.ts')).nodeMaintenance,
  },
  { name: 'node return', load: async () => (await import('./commands/node-return.ts')).nodeReturn },
  { name: 'node remove', load: async () => (await import('./commands/node-remove.ts')).nodeRemove },
  { name: 'vip move', load: async () => (await import('./commands/vip-move.ts')).vipMove },
  { name: 'reset', load: async () => (await import('./commands/reset.ts')).reset },
  { name: 'run list', load: async () => (await import('./commands/run-list.ts')).runList },
  { name: 'run show', load: async () => (await import('./commands/run-show.ts')).runShow },
  { name: 'support dump', load: async () => (await import('./commands/support-dump.ts')).supportDump },
  { name: 'probe', load: async () => (await import('./commands/probe.ts')).probe },
  { name: 'prove', load: async () => (await import('./commands/prove.ts')).prove },
  { name: 'prove compare', load: async () => (await import('./commands/prove-compare.ts')).proveCompare },
  { name: 'bundle build', load: async () => (await import('./commands/bundle-build.ts')).bundleBuild },
  { name: 'bundle show', load: async () => (await import('./commands/bundle-show.ts')).bundleShow },
  { name: 'bundle verify', load: async () => (await import('./commands/bundle-verify.ts')).bundleVerify },
  { name: 'bundle refresh', load: async () => (await import('./commands/bundle-refresh.ts')).bundleRefresh },
  { name: 'lab up', load: async () => (await import('./commands/lab-up.ts')).labUp },
  { name: 'lab list', load: async () => (await import('./commands/lab-list.ts')).labList },
  { name: 'lab status', load: async () => (await import('./commands/lab-status.ts')).labStatus },
  { name: 'lab ssh', load: async () => (await import('./commands/lab-ssh.ts')).labSsh },
  { name: 'lab exec', load: async () => (await import('./commands/lab-exec.ts')).labExec },
  { name: 'lab file', load: async () => (await import('./commands/lab-file.ts')).labFile },
  { name: 'lab fault', load: async () => (await import('./commands/lab-fault.ts')).labFault },
  { name: 'lab heal', load: async () => (await import('./commands/lab-heal.ts')).labHeal },
  { name: 'lab down', load: async () => (await import('./commands/lab-down.ts')).labDown },
];

/** The command that the first of these words names, with those below it; all where none has that name (help, a mistyped word). */
export async function commandsFor(argv: readonly string[]): Promise<Command[]> {
  const meant = COMMANDS.filter(({ name }) => name.split(' ')[0] === argv[0]);
  return await Promise.all((meant.length > 0 ? meant : COMMANDS).map(({ load }) => load()));
}

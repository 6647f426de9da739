/** Every command of Barque, in the order in which help lists them: a new command is one file and one line here. */
import type { Command } from './command.ts';
import { apply } from './commands/apply.ts';
import { bundleBuild } from './commands/bundle-build.ts';
import { bundleRefresh } from './commands/bundle-refresh.ts';
import { bundleShow } from './commands/bundle-show.ts';
import { bundleVerify } from './commands/bundle-verify.ts';
import { check } from './commands/check.ts';
import { explainFailover } from './commands/explain-failover.ts';
import { init } from './commands/init.ts';
import { kubeconfig } from './commands/kubeconfig.ts';
import { labDown } from './commands/lab-down.ts';
import { labExec } from './commands/lab-exec.ts';
import { labFault } from './commands/lab-fault.ts';
import { labFile } from './commands/lab-file.ts';
import { labHeal } from './commands/lab-heal.ts';
import { labList } from './commands/lab-list.ts';
import { labSsh } from './commands/lab-ssh.ts';
import { labStatus } from './commands/lab-status.ts';
import { labUp } from './commands/lab-up.ts';
import { lint } from './commands/lint.ts';
import { nodeMaintenance } from './commands/node-maintenance.ts';
import { nodeRemove } from './commands/node-remove.ts';
import { nodeReturn } from './commands/node-return.ts';
import { plan } from './commands/plan.ts';
import { probe } from './commands/probe.ts';
import { prove } from './commands/prove.ts';
import { proveCompare } from './commands/prove-compare.ts';
import { reset } from './commands/reset.ts';
import { runList } from './commands/run-list.ts';
import { runShow } from './commands/run-show.ts';
import { schema } from './commands/schema.ts';
import { status } from './commands/status.ts';
import { supportDump } from './commands/support-dump.ts';
import { validate } from './commands/validate.ts';
import { vipMove } from './commands/vip-move.ts';

export const COMMANDS: readonly Command[] = [
  init,
  check,
  plan,
  apply,
  status,
  kubeconfig,
  validate,
  schema,
  explainFailover,
  lint,
  nodeMaintenance,
  nodeReturn,
  nodeRemove,
  vipMove,
  reset,
  runList,
  runShow,
  supportDump,
  probe,
  prove,
  proveCompare,
  bundleBuild,
  bundleShow,
  bundleVerify,
  bundleRefresh,
  labUp,
  labList,
  labStatus,
  labSsh,
  labExec,
  labFile,
  labFault,
  labHeal,
  labDown,
];

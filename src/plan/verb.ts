/** The closed set of verbs, as data; each has its pure half in plan/verbs/ and its doing half in verbs/. */
import { unreachable } from '../base/errors.ts';
import type { Observation } from '../base/observation.ts';
import { type AuthorityMint, afterAuthorityMint } from './verbs/authority-mint.ts';
import { type AuthorityPut, afterAuthorityPut } from './verbs/authority-put.ts';
import { afterBackendState, type BackendState } from './verbs/backend-state.ts';
import { afterEtcdAdmit, type EtcdAdmit } from './verbs/etcd-admit.ts';
import { afterEtcdLeave, type EtcdLeave } from './verbs/etcd-leave.ts';
import { afterEtcdPromote, type EtcdPromote } from './verbs/etcd-promote.ts';
import { afterEtcdSave, type EtcdSave } from './verbs/etcd-save.ts';
import { afterEtcdYield, type EtcdYield } from './verbs/etcd-yield.ts';
import { afterFaultInject, type FaultInject } from './verbs/fault-inject.ts';
import { afterFilePut, type FilePut } from './verbs/file-put.ts';
import { afterFolderKeep, type FolderKeep } from './verbs/folder-keep.ts';
import { afterGate, type Gate, targetOfGate } from './verbs/gate.ts';
import { afterHostForget, type HostForget } from './verbs/host-forget.ts';
import { afterImageImport, type ImageImport } from './verbs/image-import.ts';
import { afterKernelTune, type KernelTune } from './verbs/kernel-tune.ts';
import { afterKubeadmCluster, type KubeadmCluster } from './verbs/kubeadm-cluster.ts';
import { afterKubeadmControlPlane, type KubeadmControlPlane } from './verbs/kubeadm-control-plane.ts';
import { afterKubeadmFinish, type KubeadmFinish } from './verbs/kubeadm-finish.ts';
import { afterKubeadmJoin, type KubeadmJoin } from './verbs/kubeadm-join.ts';
import { afterKubernetesClear, type KubernetesClear } from './verbs/kubernetes-clear.ts';
import { afterLedgerRestore, type LedgerRestore } from './verbs/ledger-restore.ts';
import { afterNodeDelete, type NodeDelete } from './verbs/node-delete.ts';
import { afterNodeDrain, type NodeDrain } from './verbs/node-drain.ts';
import { afterNodeMark, type NodeMark } from './verbs/node-mark.ts';
import { afterObjectApply, type ObjectApply } from './verbs/object-apply.ts';
import { afterPackageInstall, type PackageInstall } from './verbs/package-install.ts';
import { afterPackageRemove, type PackageRemove } from './verbs/package-remove.ts';
import { afterProgramPut, type ProgramPut } from './verbs/program-put.ts';
import { afterUnitLoad, type UnitLoad } from './verbs/unit-load.ts';
import { afterUnitStop, type UnitStop } from './verbs/unit-stop.ts';
import { afterVipClear, type VipClear } from './verbs/vip-clear.ts';
import { afterVipYield, type VipYield } from './verbs/vip-yield.ts';

export type Verb =
  | FilePut
  | FolderKeep
  | ImageImport
  | KernelTune
  | ProgramPut
  | PackageInstall
  | UnitLoad
  | UnitStop
  | Gate
  | AuthorityMint
  | AuthorityPut
  | KubeadmControlPlane
  | KubeadmFinish
  | KubeadmCluster
  | KubeadmJoin
  | ObjectApply
  | EtcdAdmit
  | EtcdLeave
  | EtcdPromote
  | EtcdSave
  | KubernetesClear
  | LedgerRestore
  | PackageRemove
  | HostForget
  | BackendState
  | EtcdYield
  | NodeDelete
  | NodeDrain
  | VipClear
  | VipYield
  | FaultInject
  | NodeMark;

/** What is observed once the verb is done. */
export function afterOf(verb: Verb): Observation {
  switch (verb.do) {
    case 'file.put':
      return afterFilePut(verb);
    case 'folder.keep':
      return afterFolderKeep(verb);
    case 'image.import':
      return afterImageImport(verb);
    case 'kernel.tune':
      return afterKernelTune(verb);
    case 'program.put':
      return afterProgramPut(verb);
    case 'package.install':
      return afterPackageInstall(verb);
    case 'unit.load':
      return afterUnitLoad(verb);
    case 'unit.stop':
      return afterUnitStop(verb);
    case 'gate':
      return afterGate(verb);
    case 'authority.mint':
      return afterAuthorityMint(verb);
    case 'authority.put':
      return afterAuthorityPut(verb);
    case 'kubeadm.control-plane':
      return afterKubeadmControlPlane(verb);
    case 'kubeadm.finish':
      return afterKubeadmFinish(verb);
    case 'kubeadm.cluster':
      return afterKubeadmCluster(verb);
    case 'kubeadm.join':
      return afterKubeadmJoin(verb);
    case 'object.apply':
      return afterObjectApply(verb);
    case 'node.mark':
      return afterNodeMark(verb);
    case 'etcd.admit':
      return afterEtcdAdmit(verb);
    case 'etcd.leave':
      return afterEtcdLeave(verb);
    case 'etcd.promote':
      return afterEtcdPromote(verb);
    case 'etcd.save':
      return afterEtcdSave(verb);
    case 'kubernetes.clear':
      return afterKubernetesClear(verb);
    case 'ledger.restore':
      return afterLedgerRestore(verb);
    case 'package.remove':
      return afterPackageRemove(verb);
    case 'host.forget':
      return afterHostForget(verb);
    case 'backend.state':
      return afterBackendState(verb);
    case 'etcd.yield':
      return afterEtcdYield(verb);
    case 'node.delete':
      return afterNodeDelete(verb);
    case 'node.drain':
      return afterNodeDrain(verb);
    case 'vip.clear':
      return afterVipClear();
    case 'vip.yield':
      return afterVipYield(verb);
    case 'fault.inject':
      return afterFaultInject(verb);
    default:
      return unreachable(verb);
  }
}

/** The one thing that a verb observes and changes, unique on its host. */
export function targetOf(verb: Verb): string {
  switch (verb.do) {
    case 'file.put':
      return `file ${verb.path}`;
    case 'folder.keep':
      return `files in ${verb.folder}`;
    case 'image.import':
      return 'images';
    case 'kernel.tune':
      return 'kernel';
    case 'program.put':
      return `programs ${verb.folder}`;
    case 'package.install':
      return `packages ${verb.packages.map(({ name }) => name).join(' ')}`;
    case 'unit.load':
    case 'unit.stop':
      return `unit ${verb.unit}`;
    case 'gate':
      return targetOfGate(verb);
    case 'authority.mint':
    case 'authority.put':
      return 'authorities';
    case 'kubeadm.control-plane':
    case 'kubeadm.join':
      return 'kubernetes node';
    case 'kubeadm.finish':
      return 'kubelet credentials';
    case 'kubeadm.cluster':
      return 'kubernetes cluster';
    case 'object.apply':
      return `objects ${verb.set}`;
    case 'node.mark':
      return `marks of ${verb.nodes.map(({ node }) => node).join(' ')}`;
    case 'etcd.admit':
      return `etcd member ${verb.member}`;
    case 'etcd.leave':
      return 'etcd manifest';
    case 'etcd.promote':
      return `etcd voters ${verb.members.join(' ')}`;
    case 'etcd.save':
      return `snapshot ${verb.snapshot}`;
    case 'kubernetes.clear':
      return 'kubernetes node';
    case 'ledger.restore':
      return 'ledger';
    case 'package.remove':
      return 'packages';
    case 'host.forget':
      return 'claim';
    case 'backend.state':
      return `backend ${verb.backend}`;
    case 'etcd.yield':
      return 'etcd leadership';
    case 'node.delete':
      return `node ${verb.node}`;
    case 'node.drain':
      return `pods of ${verb.node}`;
    case 'vip.clear':
      return `address ${verb.vip}`;
    case 'vip.yield':
      return 'vip';
    case 'fault.inject':
      return `fault ${verb.nonce}`;
    default:
      return unreachable(verb);
  }
}

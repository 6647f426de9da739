/** Every drill, in the order in which they are run: a new one is one file and one line here. */
import { BarqueError } from '../base/errors.ts';
import { nearest } from '../spec/nearest.ts';
import type { Drill } from './drill.ts';
import { apiserverFrozen } from './drills/apiserver-frozen.ts';
import { apiserverKilled } from './drills/apiserver-killed.ts';
import { cablePulled } from './drills/cable-pulled.ts';
import { control } from './drills/control.ts';
import { controlPlanePowerLoss } from './drills/control-plane-power-loss.ts';
import { etcdDiskFull } from './drills/etcd-disk-full.ts';
import { etcdLeaderFrozen } from './drills/etcd-leader-frozen.ts';
import { etcdLeaderKilled } from './drills/etcd-leader-killed.ts';
import { haproxyFrozen } from './drills/haproxy-frozen.ts';
import { haproxyKilled } from './drills/haproxy-killed.ts';
import { haproxyReloads } from './drills/haproxy-reloads.ts';
import { keepalivedFrozen } from './drills/keepalived-frozen.ts';
import { keepalivedKilled } from './drills/keepalived-killed.ts';
import { kubeletStopped } from './drills/kubelet-stopped.ts';
import { machineFrozen } from './drills/machine-frozen.ts';
import { machinePaused } from './drills/machine-paused.ts';
import { majorityLost } from './drills/majority-lost.ts';
import { networkdRestarted } from './drills/networkd-restarted.ts';
import { oneWayLoss } from './drills/one-way-loss.ts';
import { rollingReboot } from './drills/rolling-reboot.ts';
import { slowLink } from './drills/slow-link.ts';
import { twoFaults } from './drills/two-faults.ts';
import { vipHandOver } from './drills/vip-hand-over.ts';
import { vipHolderPowerLoss } from './drills/vip-holder-power-loss.ts';
import { vrrpLost } from './drills/vrrp-lost.ts';
import { workerPowerLoss } from './drills/worker-power-loss.ts';

export const DRILLS: readonly Drill[] = [
  control,
  vipHolderPowerLoss,
  controlPlanePowerLoss,
  haproxyKilled,
  haproxyFrozen,
  keepalivedKilled,
  keepalivedFrozen,
  apiserverKilled,
  apiserverFrozen,
  etcdLeaderKilled,
  etcdLeaderFrozen,
  machineFrozen,
  machinePaused,
  cablePulled,
  vrrpLost,
  oneWayLoss,
  etcdDiskFull,
  slowLink,
  kubeletStopped,
  networkdRestarted,
  haproxyReloads,
  rollingReboot,
  twoFaults,
  majorityLost,
  workerPowerLoss,
  vipHandOver,
];

/** In the order of the list, each once; throws usage for a name that is none. */
export function drillsCalled(ids: readonly string[]): Drill[] {
  for (const id of ids) {
    if (DRILLS.some(drill => drill.id === id)) continue;
    const near = nearest(
      id,
      DRILLS.map(drill => drill.id),
    );
    throw new BarqueError({
      domain: 'usage',
      attempted: `find the drill ${id}`,
      cameBack: 'there is no such drill',
      next: near === null ? 'barque prove --list' : `Did you mean ${near}? All of them: barque prove --list`,
    });
  }
  return DRILLS.filter(drill => ids.includes(drill.id));
}

/** What is run where nobody says what: the faults that every cluster must bear, a few minutes in all. */
export const USUAL: readonly string[] = [
  'control',
  'vip-holder-power-loss',
  'haproxy-killed',
  'apiserver-killed',
  'etcd-leader-killed',
];

/** The kubelet's unit on a simulated host, as kubeadm starts it. */
import { digestOfText, hexOf } from '../../base/digest.ts';
import type { SimulatedMachine } from './machine.ts';

const UNIT = 'kubelet.service';
const UNIT_FILE = '/etc/systemd/system/kubelet.service';

/** Enabled and running; one that runs is not started anew, and keeps what it has read. */
export function startKubelet(machine: SimulatedMachine): void {
  const now = machine.units.get(UNIT);
  if (now?.active === true) return;
  const file = machine.files.get(UNIT_FILE);
  const read = file === undefined ? null : hexOf(digestOfText(file.content));
  machine.units.set(UNIT, {
    active: true,
    enabled: true,
    masked: false,
    config: read,
    settings: read,
    starts: (now?.starts ?? 0) + 1,
  });
}

export function kubeletRuns({ units }: Pick<SimulatedMachine, 'units'>): boolean {
  return units.get(UNIT)?.active === true;
}

export function stopKubelet({ units }: Pick<SimulatedMachine, 'units'>): void {
  const now = units.get(UNIT);
  if (now !== undefined) units.set(UNIT, { ...now, active: false });
}

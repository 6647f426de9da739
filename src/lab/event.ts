/** What happens while a lab is made or taken down, without human text. Milliseconds throughout. */
import type { Distribution } from './rootfs-recipe.ts';

export type LabEvent =
  | { is: 'remains-found'; lab: string; what: readonly string[] }
  | { is: 'rootfs-awaited'; distribution: Distribution; pid: number }
  | { is: 'rootfs-begun'; distribution: Distribution }
  | { is: 'rootfs-step'; text: string }
  | { is: 'rootfs-made'; distribution: Distribution; ms: number }
  | { is: 'machines-started'; machines: readonly string[] }
  | { is: 'machine-ready'; machine: string; ms: number }
  | { is: 'lab-made'; lab: string; ms: number }
  | { is: 'lab-gone'; lab: string; ms: number };

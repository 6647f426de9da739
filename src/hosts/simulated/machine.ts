/** A simulated host: what lies on its disk, what is in its memory, and what runs on it. */
import type { Claim } from '../claim.ts';
import { type SimulatedApi, type SimulatedKubernetes, simulatedKubernetes } from './kubernetes.ts';

/** One small change of a machine's state; a power cut can fall between any two. */
export interface Effect {
  what: string;
  apply(): void;
}

export interface SimulatedFile {
  content: string;
  mode: string;
  owner: string;
}

export interface SimulatedUnit {
  active: boolean;
  enabled: boolean;
  masked: boolean;
  /** SHA-256 in hexadecimal of what the daemon has read; null when it never ran since boot. */
  config: string | null;
  settings: string | null;
  /** How often it was started, so that a reload and a restart can be told apart. */
  starts: number;
}

/** A transient unit of one step. */
export interface RunningUnit {
  step: string;
  epoch: number;
  ended: Promise<void>;
  stop(): void;
}

/** Content that every simulated parser refuses, as every real one does. */
export const UNPARSABLE = 'this is no configuration';

export interface SimulatedMachine {
  readonly name: string;
  /** What a fresh server tells about itself. */
  readonly nature: {
    address: string;
    interface: string;
    osId: string;
    osVersion: string;
    architecture: string;
    virtualization: string;
  };
  /** On disk: survives a power cut. */
  readonly files: Map<string, SimulatedFile>;
  readonly packages: Map<string, string>;
  /** What apt can install. */
  readonly offered: Map<string, string>;
  /** Files that a package brings, by package; one that is already there stays (dpkg's --force-confold). */
  readonly shipped: Map<string, Readonly<Record<string, string>>>;
  readonly units: Map<string, SimulatedUnit>;
  /** SHA-256 in hexadecimal of programs from a bundle, by path. */
  readonly programs: Map<string, string>;
  /** Symbolic links: path → target. */
  readonly links: Map<string, string>;
  /** Images in containerd, by name: SHA-256 of the manifest, and whether it is pinned. */
  readonly images: Map<string, string>;
  readonly kubernetes: SimulatedKubernetes;
  /** The API as this machine reaches it; null: no apiserver answers. The world around it decides. */
  api(): SimulatedApi | null;
  fence: Omit<Claim, 'silentMs'>;
  readonly journal: string[];
  /** In memory: gone at a power cut. */
  heartbeatAt: number;
  readonly running: Map<string, RunningUnit>;
  /** What was loaded and set since boot; files may bring it back. */
  readonly kernel: {
    /** What modprobe finds. */
    offered: ReadonlySet<string>;
    modules: Set<string>;
    settings: Map<string, string>;
  };
  /** In HAProxy's memory: servers that it sends nobody to. */
  readonly drained: Set<string>;
  powered: boolean;
  /** Rises at each power cut, so that what ran before knows that it is dead. */
  boots: number;
  /** Its clock, milliseconds since the epoch. */
  now(): number;
  claim(): Claim;
  /** Whether a TCP connection from here to there is accepted (6443: and the apiserver is ready); the network decides. */
  accepts(address: string, port: number): boolean;
  /** Whether an interface here carries this address besides its own; the network around it decides. */
  holds(address: string): boolean;
  /** Whether the program is there and takes the content as its configuration. */
  parses(program: string, content: string): boolean;
}

/** Those of a distribution's kernel, as far as anybody asks. */
const MODULES = ['br_netfilter', 'nf_conntrack', 'overlay'];

export function simulatedMachine(
  name: string,
  nature: SimulatedMachine['nature'],
  offered: Readonly<Record<string, string>>,
  now: () => number,
): SimulatedMachine {
  const machine: SimulatedMachine = {
    name,
    nature,
    files: new Map(),
    packages: new Map(),
    offered: new Map(Object.entries(offered)),
    shipped: new Map(),
    units: new Map(),
    programs: new Map(),
    links: new Map(),
    images: new Map(),
    drained: new Set(),
    kernel: { offered: new Set(MODULES), modules: new Set(), settings: new Map() },
    kubernetes: simulatedKubernetes(),
    api: () => null,
    fence: { epoch: 0, cluster: null, run: null, holder: null },
    journal: [],
    heartbeatAt: 0,
    running: new Map(),
    accepts: () => false,
    holds: () => false,
    parses: (program, content) => machine.packages.has(program) && !content.includes(UNPARSABLE),
    powered: true,
    boots: 0,
    now,
    claim: () => ({
      ...machine.fence,
      silentMs: machine.fence.epoch === 0 ? 0 : Math.max(0, now() - machine.heartbeatAt),
    }),
  };
  return machine;
}

/** Everything in memory is gone; what lies on disk stays. */
export function cutPower(machine: SimulatedMachine): void {
  machine.powered = false;
  machine.boots += 1;
  for (const unit of machine.running.values()) unit.stop();
  machine.running.clear();
  machine.drained.clear();
  machine.kernel.modules.clear();
  machine.kernel.settings.clear();
  for (const unit of machine.units.values()) {
    unit.active = false;
    unit.config = null;
    unit.settings = null;
  }
}

/** Enabled units start with what lies on disk; `read(unit)` tells what each reads. */
export function powerOn(
  machine: SimulatedMachine,
  read: (unit: string) => { config: string | null; settings: string | null },
): void {
  machine.powered = true;
  setKernel(machine);
  for (const [name, unit] of machine.units) {
    if (unit.enabled && !unit.masked)
      Object.assign(unit, { active: true, starts: unit.starts + 1, ...read(name) });
  }
}

/** What modules-load.d(5) and sysctl.d(5) bring back at a boot. */
function setKernel({ files, kernel }: SimulatedMachine): void {
  for (const [path, { content }] of files) {
    const lines = content.split('\n').filter(line => line !== '' && !line.startsWith('#'));
    if (path.startsWith('/etc/modules-load.d/')) for (const name of lines) kernel.modules.add(name);
    if (!path.startsWith('/etc/sysctl.d/')) continue;
    for (const line of lines) {
      const [name, value] = line.split('=').map(word => word.trim());
      kernel.settings.set(name!, value ?? '');
    }
  }
}

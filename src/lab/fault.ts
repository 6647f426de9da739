/** What a fault is: one way in which a machine fails, and the way back. */
import type { Clock } from '../base/clock.ts';
import type { Machine, MachineState } from './machine.ts';
import type { Lab } from './record.ts';
import { machineState } from './status.ts';

/** The machine that a fault is about. */
export interface Target {
  lab: Lab;
  machine: Machine;
}

export interface FaultOptions {
  /** Machines that a partition cuts it off from; empty: all others of the lab. */
  from: readonly string[];
  /** Rate of a slow link in tc(8)'s words. */
  rate: string;
}

/** 1 mbit/s carries heartbeats and starves everything larger. */
export const DEFAULT_FAULT_OPTIONS: FaultOptions = { from: [], rate: '1mbit' };

export type Availability = { is: 'yes' } | { is: 'no'; because: string };

/** The effect began between the two moments, in the clock's monotonic milliseconds. */
export interface Injection {
  notBeforeMs: number;
  notAfterMs: number;
}

export interface Fault {
  id: string;
  summary: string;
  /** What healing it does. */
  heals: string;
  available(target: Target, signal: AbortSignal): Promise<Availability>;
  /** Returns when the whole effect is there. */
  inject(target: Target, options: FaultOptions, clock: Clock, signal: AbortSignal): Promise<Injection>;
  /** Takes this fault away, if it is there; returns whether it was. */
  heal(target: Target, clock: Clock, signal: AbortSignal): Promise<boolean>;
}

/** Between which moments `effect` happened. */
export async function timed(clock: Clock, effect: () => Promise<unknown>): Promise<Injection> {
  const notBeforeMs = clock.monotonic();
  await effect();
  return { notBeforeMs, notAfterMs: clock.monotonic() };
}

/** Available in these states of the machine, and in no other. */
export async function whenIn(
  states: readonly MachineState[],
  target: Target,
  signal: AbortSignal,
): Promise<Availability> {
  const state = await machineState(target.lab, target.machine, signal);
  return states.includes(state) ? { is: 'yes' } : { is: 'no', because: `the machine is ${state}` };
}

/** For faults that another one heals: there is nothing of their own to take away. */
export async function nothingToHeal(): Promise<boolean> {
  return false;
}

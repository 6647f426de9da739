/** A machine's cable: its port on the lab's switch, up or down. */
import type { Target } from './fault.ts';
import { BRIDGE, portOf } from './names.ts';
import { inVantage, type Port, portsOf } from './network.ts';

/** Written on a port that passes nothing because the machine is paused, so that thawing may open it again. */
const PAUSED = 'paused';

export async function portOfMachine(
  { lab, machine }: Target,
  signal: AbortSignal,
): Promise<Port | undefined> {
  const ports = await portsOf(lab.record.name, signal);
  return ports.find(port => port.name === portOf(machine.name));
}

/** Pulls the cable: the machine's own interface loses its carrier, too. */
export async function unplugCable(target: Target, signal: AbortSignal): Promise<void> {
  await inVantage(target.lab.record.name, [`link set ${portOf(target.machine.name)} down`], signal);
}

/** Plugs it in; returns whether it was out. */
export async function plugCable(target: Target, signal: AbortSignal): Promise<boolean> {
  const port = await portOfMachine(target, signal);
  if (port === undefined || port.up) return false;
  await inVantage(target.lab.record.name, [`link set ${port.name} up`], signal);
  return true;
}

/**
 * The port leaves the switch, and the machine's interface keeps its carrier: a paused virtual machine does not learn that it
 * is one, and must not find out by a lost link. The switch's own states of ports do not last: without spanning tree it opens
 * them again at the next change of any port (Linux, br_port_state_selection).
 */
export async function silenceCable(target: Target, signal: AbortSignal): Promise<void> {
  const port = portOf(target.machine.name);
  const lines = [`link set ${port} nomaster`, `link set ${port} alias ${PAUSED}`];
  // A cable that is out passes nothing anyway.
  if ((await portOfMachine(target, signal))?.up === true)
    await inVantage(target.lab.record.name, lines, signal);
}

/** Returns whether it was silent. */
export async function openCable(target: Target, signal: AbortSignal): Promise<boolean> {
  if (!(await isPaused(target, signal))) return false;
  const port = portOf(target.machine.name);
  const lines = [`link set ${port} master ${BRIDGE}`, `link set ${port} alias ""`];
  await inVantage(target.lab.record.name, lines, signal);
  return true;
}

/** Whether the switch passes anything between this port and the others. */
export function passes({ up, alias }: Port): boolean {
  return up && alias !== PAUSED;
}

export async function isPaused(target: Target, signal: AbortSignal): Promise<boolean> {
  return (await portOfMachine(target, signal))?.alias === PAUSED;
}

/** A machine's cable: its port on the lab's switch, up or down. */
import type { Target } from './fault.ts';
import { portOf } from './names.ts';
import { inVantage, type Port, portsOf } from './network.ts';

/** Written on a port whose cable went silent because the machine was paused, so that thawing may raise it again. */
const PAUSED = 'paused';

export async function portOfMachine(
  { lab, machine }: Target,
  signal: AbortSignal,
): Promise<Port | undefined> {
  const ports = await portsOf(lab.record.name, signal);
  return ports.find(port => port.name === portOf(machine.name));
}

export async function cableDown(
  target: Target,
  why: 'unplugged' | 'paused',
  signal: AbortSignal,
): Promise<void> {
  const port = portOf(target.machine.name);
  // A cable that was unplugged before stays so when the machine is thawed.
  const wasUp = why === PAUSED && (await portOfMachine(target, signal))?.up === true;
  const note = wasUp ? [`link set ${port} alias ${PAUSED}`] : [];
  await inVantage(target.lab.record.name, [`link set ${port} down`, ...note], signal);
}

/** Raises a cable that is down for this reason; returns whether it did. */
export async function cableUp(
  target: Target,
  why: 'unplugged' | 'paused',
  signal: AbortSignal,
): Promise<boolean> {
  const port = await portOfMachine(target, signal);
  if (port === undefined || port.up || (port.alias === PAUSED) !== (why === PAUSED)) return false;
  await inVantage(
    target.lab.record.name,
    [`link set ${port.name} up`, `link set ${port.name} alias ""`],
    signal,
  );
  return true;
}

export async function isPaused(target: Target, signal: AbortSignal): Promise<boolean> {
  return (await portOfMachine(target, signal))?.alias === PAUSED;
}

/** Programs of strangers in the background of a machine, for the harms that checks must find. */
import { on } from './barque.ts';

/** Ends by itself. */
export function background(lab: string, machine: string, perl: string): Promise<string> {
  const text = Buffer.from(`alarm 120; use Socket; ${perl}`).toString('base64');
  return on(
    lab,
    machine,
    `echo ${text} | base64 -d >/run/harm.pl; setsid -f perl /run/harm.pl </dev/null >/dev/null 2>&1; sleep 0.5`,
  );
}

/** A command that ends it before. */
export const END_BACKGROUND = "pkill -f '^perl /run/harm.pl'; true";

/** Takes a TCP port. */
export function listening(port: number): string {
  return `socket(my $s, 2, 1, 6); setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1); bind($s, pack_sockaddr_in(${port}, INADDR_ANY)) or die; listen($s, 5); sleep 120;`;
}

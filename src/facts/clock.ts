/** The reading `clock`: what a host takes for the time; never part of planning. */
import { sh } from '../base/shell-text.ts';
import type { Reading } from '../hosts/reading.ts';

const TEXT = sh`
date +%s%N
`;

/** Milliseconds since the epoch, at some moment between question and answer. */
export const HOST_CLOCK: Reading<number> = {
  name: 'clock',
  text: TEXT,
  args: [],
  parse: stdout => Number(stdout.trim()) / 1e6,
  simulate: machine => machine.heartbeatAt,
};

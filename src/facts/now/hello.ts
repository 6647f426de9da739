/** Whether a host is there at all: the smallest question, so that a dead host is told from a busy one. */
import { sh } from '../../base/shell-text.ts';
import type { Reading } from '../../hosts/reading.ts';

const TEXT = sh`
echo here
`;

export const HELLO: Reading<true> = {
  name: 'hello',
  text: TEXT,
  args: [],
  parse: () => true,
  simulate: () => true,
};

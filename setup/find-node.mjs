// Finds a Node that is new enough: the one that runs this, or the one that npm installed beside us.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;

/** Path of a Node ≥ 24; ends the process with what to do when there is none. */
export function node24() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) return process.execPath;
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const packaged = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin/node');
  if (existsSync(packaged)) return packaged;
  process.stderr.write(`Node ${NEEDED} is not installed yet. Install it with\n\n  npm ci\n`);
  process.exit(19);
}

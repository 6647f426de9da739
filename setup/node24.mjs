// Runs a TypeScript file on the Node ≥ 24 that npm installed: node setup/node24.mjs FILE [ARGUMENT…]
import { node24 } from './find-node.mjs';
import { handOver } from './hand-over.mjs';

process.exitCode = await handOver(node24(), process.argv.slice(2));

// Runs a TypeScript file on the Node ≥ 24 that npm installed: node setup/node24.mjs FILE [ARGUMENT…]
import { spawn } from 'node:child_process';
import { node24 } from './find-node.mjs';

const child = spawn(node24(), process.argv.slice(2), { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal !== null ? 130 : (code ?? 1)));

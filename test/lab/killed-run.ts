/** A run that is killed at a point that its journal tells. */
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { start } from './barque.ts';

/** Kills a run when it has begun to load what it has written, and does not know yet what came of it; its name. */
export async function killedWhileLoading(args: readonly string[]): Promise<string> {
  const { child, ended } = start([...args, '-o', 'jsonl']);
  let run: string | undefined;
  createInterface(child.stdout!).on('line', line => {
    const event = JSON.parse(line) as { is: string; run?: string; step?: string };
    run ??= event.run;
    if (event.is === 'step.intent' && event.step?.endsWith('/load')) child.kill('SIGKILL');
  });
  const { stderr } = await ended;
  expect(child.signalCode, `it ended before it could be killed: ${stderr}`).toBe('SIGKILL');
  return run!;
}

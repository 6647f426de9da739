/** Around all lab suites of one run: the machine's lock, and a folder for what failing tests keep. */
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ARTIFACTS_VARIABLE, artifactsFolder, keptArtifacts } from './artifacts.ts';
import { barque, well } from './barque.ts';
import { machineLock } from './machine-lock.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Called by vitest before the first suite; what it returns, after the last. */
export async function setup(): Promise<() => Promise<void>> {
  const lock = await machineLock(`lab tests in ${process.cwd()}`, say, new AbortController().signal);
  await takeDownRemains();
  const stamp = new Date().toISOString().replaceAll(':', '').slice(0, 17);
  process.env[ARTIFACTS_VARIABLE] ||= join(process.cwd(), 'test-artifacts', stamp);
  await mkdir(artifactsFolder(), { recursive: true });
  return async () => {
    const kept = await keptArtifacts();
    if (kept.length > 0) say(`Journals and logs of what failed: ${artifactsFolder()}`);
    else await rmdir(artifactsFolder()).catch(() => {});
    await lock[Symbol.asyncDispose]();
  };
}

/** The suites' labs are called t-…; whose run was killed is not there to take them down, and we have the lock. */
async function takeDownRemains(): Promise<void> {
  const labs = JSON.parse(await well('lab', 'list', '-o', 'json')) as { labs: { name: string }[] };
  for (const { name } of labs.labs.filter(({ name }) => name.startsWith('t-'))) {
    say(`Taking down ${name}, left by lab tests that were killed`);
    await barque('lab', 'down', name);
  }
}

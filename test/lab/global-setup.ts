/** Around all lab suites of one run: the machine's lock, and a folder for what failing tests keep. */
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ARTIFACTS_VARIABLE, artifactsFolder, keptArtifacts } from './artifacts.ts';
import { machineLock } from './machine-lock.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Called by vitest before the first suite; what it returns, after the last. */
export async function setup(): Promise<() => Promise<void>> {
  const lock = await machineLock(`lab tests in ${process.cwd()}`, say, new AbortController().signal);
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

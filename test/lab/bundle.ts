/** The bundle that the lab's tests need, built from the cache where it can be. */
import { well } from './barque.ts';

/** Its folder. */
export async function labBundle(): Promise<string> {
  const folder = (await well('bundle', 'build', '--parts', 'packages,probe')).trim().split('\n').at(-1);
  if (folder === undefined || folder === '') throw new Error('bundle build printed no folder');
  return folder;
}

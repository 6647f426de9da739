/** The bundles that the lab's tests need, built from the cache where they can be. */
import { well } from './barque.ts';

/** The folder of what balancers need: seconds when nothing is cached. */
export function labBundle(): Promise<string> {
  return built('--parts', 'packages,probe');
}

/** The folder with Kubernetes: 13 min when nothing is cached (docs/measurements/bundle.md), 8 s when all is. */
export function kubernetesBundle(): Promise<string> {
  return built('--kubernetes', '1.36.3');
}

async function built(...words: readonly string[]): Promise<string> {
  const folder = (await well('bundle', 'build', ...words)).trim().split('\n').at(-1);
  if (folder === undefined || folder === '') throw new Error('bundle build printed no folder');
  return folder;
}

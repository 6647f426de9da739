/** What became of a kubeconfig that was added, and how to use it. */
import type { Stored } from '../../app/kubeconfig.ts';

/** `isNamed`: the file is one that kubectl does not look into by itself. */
export function mergedWords({ path, changed, current }: Stored, context: string, isNamed: boolean): string[] {
  const file = isNamed ? ` --kubeconfig ${path}` : '';
  const named = current === context ? '' : ` --context ${context}`;
  const said = changed
    ? `The context ${context} is in ${path}.`
    : `The context ${context} was in ${path} already; nothing was changed.`;
  const kept = current === context ? [] : [`The current context is still ${current}.`];
  return [said, ...kept, '', `  kubectl${file}${named} get nodes`];
}

/** Words of configuration files: none may end its line, whatever a person wrote. */
import { BarqueError } from '../base/errors.ts';

/** Throws configuration for control characters, which could begin a line of their own, and for what is no word. */
export function checkedWord(word: string, file: string): string {
  if (typeof word === 'string' && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(word)) return word;
  throw new BarqueError({
    domain: 'configuration',
    attempted: `write ${file}`,
    cameBack: `${JSON.stringify(word) ?? 'undefined'} holds a control character or is not text`,
    next: 'Correct this value in the cluster’s file.',
  });
}

/** The first lines of every file that Barque writes. */
export const MANAGED = [
  'Managed by Barque: edit the cluster’s file and apply it instead.',
  'A change made here is reported, and undone by the next apply.',
] as const;

/** Seconds without needless zeros: 150 is `0.15`. */
export function seconds(ms: number): string {
  return String(Number((ms / 1000).toFixed(3)));
}

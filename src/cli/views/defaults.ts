/** Every default with its reason, and what the file says instead. */
import type { DefaultReason } from '../../spec/default-reasons.ts';
import type { Paint } from './paint.ts';

/** `written` tells the file's own value at a path; undefined where it has none. */
export function defaultLines(
  defaults: readonly DefaultReason[],
  written: (path: string) => unknown,
  colour: Paint,
): string[] {
  return defaults.flatMap(({ path, value, why }) => {
    const own = written(path);
    const instead = own === undefined ? '' : `  ${colour.yellow(`here: ${shownValue(own)}`)}`;
    return [`${colour.bold(path)}  ${colour.cyan(value)}${instead}`, `    ${why}`];
  });
}

/** On one line, whatever it is. */
function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

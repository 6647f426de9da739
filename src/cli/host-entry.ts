/** Takes a host's entry out of the cluster's file: checked by the rules of every command before it takes the file's place. */
import { readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { checkAnotherText } from '../app/load-cluster.ts';
import { BarqueError } from '../base/errors.ts';
import { codeFrames } from '../spec/code-frame.ts';
import { diagnosticsOf } from '../spec/diagnostic.ts';
import { unplannable } from '../spec/plannable.ts';
import { withoutHost } from '../spec/without-host.ts';

/**
 * The file's text without that host; null when its list is written in a form that only a person can shorten. Throws
 * configuration when no command could use what would be left. Nothing is written.
 */
export async function shorterText(file: string, host: string): Promise<string | null> {
  const shorter = withoutHost(await readFile(file, 'utf8'), host);
  if (shorter === null) return null;
  const checked = await checkAnotherText(file, shorter);
  const wrong =
    checked.is === 'wrong'
      ? checked.diagnostics
      : diagnosticsOf(file, unplannable(checked.loaded.spec, checked.loaded.document));
  if (wrong.length === 0) return shorter;
  throw new BarqueError({
    domain: 'configuration',
    attempted: `take ${host} out of ${file}`,
    cameBack: `without it the file would not be right any more:\n\n${codeFrames(wrong, shorter)}`,
    next: 'The file is as it was. Correct it so that it can be without that host, and run the same command again.',
  });
}

/** A link stays a link, and the file as open or closed as it was. */
export async function writeShorter(file: string, text: string): Promise<void> {
  const real = await realpath(file);
  await writeFile(`${real}.new`, text, { mode: (await stat(real)).mode });
  await rename(`${real}.new`, real);
}

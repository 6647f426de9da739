/** What stands in a file on a host now, to be shown beside what it will be. */
import { sh } from '../base/shell-text.ts';
import type { Part } from '../hosts/batch.ts';

/** Bytes of the largest file that is read to be shown: more than any configuration a person reads. */
const MOST_BYTES = 256 * 1024;

/** The mode is looked at again here: it may have been narrowed since it was observed. */
const TEXT = sh`
[ -f "$1" ] && [ ! -L "$1" ] || exit 0
case $(stat -c %a "$1") in *[4567]) ;; *) exit 0 ;; esac
[ "$(stat -c %s "$1")" -le "$2" ] || exit 0
base64 -w 0 "$1"
`;

/** Its text; null when it is no regular file, too large, not text, or not for everybody to read. */
export function fileContent(path: string): Part<string | null> {
  return {
    text: TEXT,
    args: [path, String(MOST_BYTES)],
    parse: stdout => (stdout.trim() === '' ? null : textOf(Buffer.from(stdout.trim(), 'base64'))),
    simulate: machine => {
      const file = machine.files.get(path);
      if (file === undefined || !/[4567]$/.test(file.mode) || file.content.length > MOST_BYTES) return null;
      return textOf(Buffer.from(file.content));
    },
  };
}

function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

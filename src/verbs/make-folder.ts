/** Shell that makes a folder and notes in the ledger which ones were missing, so that a reset removes these and no others. */
import { sh } from '../base/shell-text.ts';

/** `make_folder PATH`. The outermost is noted first, since the ledger is undone from its end. */
export const MAKE_FOLDER = sh`
make_folder() {
  [ ! -d "$1" ] || return 0
  make_folder "$(dirname "$1")"
  (umask 077 && printf 'folder %s\n' "$1" >>/var/lib/barque/ledger)
  sync /var/lib/barque/ledger
  mkdir "$1" 2>/dev/null || [ -d "$1" ]
}
`;

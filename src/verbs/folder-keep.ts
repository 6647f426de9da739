/** The verb `folder.keep`: files of Barque that nobody wants any more go by the ledger, and their lines with them. */
import { sh, withShell } from '../base/shell-text.ts';
import type { Effect, SimulatedMachine } from '../hosts/simulated/machine.ts';
import type { FolderKeep } from '../plan/verbs/folder-keep.ts';
import type { VerbKind } from './verb-kind.ts';

/** `strays FOLDER KEEP…`: lines of the ledger (ledger-restore.ts) about files in the folder that are not to be kept. */
const STRAYS = sh`
strays() {
  below=$1
  shift
  { printf '%s\n' "$@" && echo --- && cat /var/lib/barque/ledger 2>/dev/null; } | awk -v below="$below/" '
    !ledger { if ($0 == "---") ledger = 1; else known[$0] = 1; next }
    { path = substr($0, index($0, " ") + 1) }
    $1 == "folder" || index(path, below) != 1 || path in known { next }
    { known[path] = 1; print }'
}
`;

/** Arguments: folder, then paths to keep. */
const OBSERVE = sh`
found=$(strays "$@" | cut -d' ' -f2- | LC_ALL=C sort | paste -sd, -)
printf 'strays=%s\n' "\${found:-none}"
`;

/**
 * The lines go last, so that whoever is interrupted finds them again. Programs are put beside short steps, and note links
 * in the same ledger: it is written anew under a lock. Folders that were made for such files go when they are empty.
 */
const PERFORM = sh`
set -eu
umask 077
folder=$1
state=/var/lib/barque
ledger=$state/ledger
exec 7>>"$state/ledger.lock"
flock 7
strays "$@" >"$state/strays"
trap 'rm -f "$state/strays" "$ledger.new"' EXIT
while read -r original path; do
  case $original in
    absent) rm -f "$path" ;;
    link:*) ln -sfn "\${original#link:}" "$path" ;;
    *)
      [ -e "$state/originals/$original" ] || { echo "the original of $path is not in $state/originals; it stays as it is"; exit 1; }
      cp -p "$state/originals/$original" "$path.barque-original"
      mv -f "$path.barque-original" "$path"
      ;;
  esac
done <"$state/strays"
awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }' "$ledger" | while read -r what path; do
  case $what-$path in folder-"$folder"/*) if rmdir "$path" 2>/dev/null; then echo "folder $path" >>"$state/strays"; fi ;; esac
done
[ ! -d "$folder" ] || sync -f "$folder"
awk 'NR == FNR { gone[substr($0, index($0, " ") + 1)]; next } !(substr($0, index($0, " ") + 1) in gone)' "$state/strays" "$ledger" >"$ledger.new"
sync "$ledger.new"
mv -f "$ledger.new" "$ledger"
`;

const LEDGER = '/var/lib/barque/ledger';

export const FOLDER_KEEP: VerbKind<FolderKeep> = {
  do: 'folder.keep',
  inline: true,
  args: ({ folder, keep }) => [folder, ...keep],
  observe: withShell(STRAYS, OBSERVE),
  perform: withShell(STRAYS, PERFORM),
  input: () => '',
  simulate: {
    observe: (machine, verb) => {
      const paths = straysOf(machine, verb).map(({ path }) => path);
      return { strays: paths.sort().join(',') || 'none' };
    },
    perform: function* (machine, verb): Generator<Effect> {
      const strays = straysOf(machine, verb);
      for (const { original, path } of strays) {
        const was = machine.files.get(`/var/lib/barque/originals/${original}`);
        if (original !== 'absent' && was === undefined) return;
        yield {
          what: `restore ${path}`,
          apply: () => (was === undefined ? machine.files.delete(path) : machine.files.set(path, was)),
        };
      }
      yield {
        what: `forget files of ${verb.folder}`,
        apply: () => {
          const gone = new Set(strays.map(({ path }) => path));
          const left = linesOf(machine).filter(({ path }) => !gone.has(path));
          const content = left.map(({ original, path }) => `${original} ${path}\n`).join('');
          machine.files.set(LEDGER, { content, mode: '0600', owner: 'root:root' });
        },
      };
    },
  },
};

interface Line {
  original: string;
  path: string;
}

function linesOf(machine: SimulatedMachine): Line[] {
  const lines = (machine.files.get(LEDGER)?.content ?? '').split('\n').filter(line => line !== '');
  return lines.map(line => {
    const at = line.indexOf(' ');
    return { original: line.slice(0, at), path: line.slice(at + 1) };
  });
}

function straysOf(machine: SimulatedMachine, { folder, keep }: FolderKeep): Line[] {
  return linesOf(machine).filter(({ path }) => path.startsWith(`${folder}/`) && !keep.includes(path));
}

/** The verb `program.put`: programs compared with their digests, each renamed into place, then the links to them. */
import { observationOf } from '../base/observation.ts';
import { sh, withShell } from '../base/shell-text.ts';
import type { ProgramPut } from '../plan/verbs/program-put.ts';
import { MAKE_FOLDER } from './make-folder.ts';
import type { VerbKind } from './verb-kind.ts';

/**
 * `see LOOK FOLDER PROGRAMS LINKS`, the last two being paths in one word: a line `PATH=WORD` for each; a program in FOLDER
 * goes by its name. One process for all of a kind: one for each took a good part of a plan's look. A digest that was
 * recorded when a program was put there is believed, where LOOK is `quick`, while device, inode, size and both times (ns)
 * are as they were then.
 */
const SEE = sh`
see() {
  # shellcheck disable=SC2086 # one word a file
  {
    [ -z "$3" ] || stat -c 'program %n %A %d:%i:%s:%.9Y:%.9Z' $3
    [ -z "$4" ] || find $4 -maxdepth 0 -printf 'link %p %M %l\n'
  } 2>/dev/null | awk -v look="$1" -v folder="$2" -v programs="$3" -v links="$4" '
    BEGIN {
      while (look == "quick" && (getline line <"/var/lib/barque/digests") > 0) {
        split(line, words, " ")
        known[words[2] " " words[3]] = words[1]
      }
    }
    { mode[$1, $2] = $3; rest[$1, $2] = $4 }
    function program(path,   is, sum, command) {
      is = mode["program", path]
      if (is !~ /^-/) return "absent"
      if (is !~ /x/) return "not-executable"
      if ((rest["program", path] " " path) in known) return known[rest["program", path] " " path]
      command = "sha256sum <\047" path "\047"
      command | getline sum
      close(command)
      return substr(sum, 1, 64)
    }
    function link(path,   is) {
      is = mode["link", path]
      return is == "" ? "absent" : is ~ /^l/ ? rest["link", path] : "no-link"
    }
    END {
      count = split(programs, paths, " ")
      for (at = 1; at <= count; at++) {
        name = paths[at]
        if (index(name, folder "/") == 1) name = substr(name, length(folder) + 2)
        print name "=" program(paths[at])
      }
      count = split(links, paths, " ")
      for (at = 1; at <= count; at++) print paths[at] "=" link(paths[at])
    }'
}
`;

/**
 * Arguments: `deep` or `quick`, folder, the bundle on the host or -, number of programs; name, digest and file of
 * each; then links and their targets in turn.
 */
const OBSERVE = sh`
look=$1 folder=$2 count=$4
shift 4
programs= links=
while [ "$count" -gt 0 ]; do
  programs="$programs $folder/$1"
  shift 3
  count=$((count - 1))
done
while [ $# -gt 0 ]; do
  links="$links $1"
  shift 2
done
see "$look" "$folder" "$programs" "$links" | sort -t= -k1,1
`;

/** Arguments: `deep` or `quick`, number of programs, their paths, and those of links. */
const OBSERVE_MANY = sh`
look=$1 count=$2
shift 2
programs=
while [ "$count" -gt 0 ]; do
  programs="$programs $1"
  shift
  count=$((count - 1))
done
see "$look" - "$programs" "$*"
`;

/** Links come last: until then nobody runs what is new. What a link replaces is kept, and in the ledger. */
const PERFORM = sh`
set -eu
folder=$2 from=$3 count=$4
shift 4
umask 022
new=$folder/.new
rm -rf "$new"
mkdir -p "$new" /var/lib/barque/originals
trap 'rm -rf "$new"' EXIT
[ "$from" != - ] || tar -x -f - -C "$new" --no-same-owner
: >"$new/.digests"
while [ "$count" -gt 0 ]; do
  [ "$from" = - ] || cp --reflink=auto "$from/$3" "$new/$1"
  if [ "$(sha256sum <"$new/$1" | cut -c1-64)" != "$2" ]; then
    echo "$1 arrived damaged: it is not $2"
    exit 1
  fi
  chmod 0755 "$new/$1"
  sync "$new/$1"
  mv -f "$new/$1" "$folder/$1"
  printf '%s %s %s\n' "$2" "$(stat -c '%d:%i:%s:%.9Y:%.9Z' "$folder/$1")" "$folder/$1" >>"$new/.digests"
  shift 3
  count=$((count - 1))
done
sync "$folder"
# Other programs may be put beside these.
exec 8>>/var/lib/barque/digests.lock
flock 8
{ grep -v " $folder/" /var/lib/barque/digests 2>/dev/null || true; cat "$new/.digests"; } >/var/lib/barque/digests.new
sync /var/lib/barque/digests.new
mv -f /var/lib/barque/digests.new /var/lib/barque/digests
exec 8>&-
rm -rf "$new"
ledger=/var/lib/barque/ledger
# Who takes lines out of it (folder.keep) writes it anew.
exec 7>>/var/lib/barque/ledger.lock
flock 7
while [ $# -gt 0 ]; do
  if ! cut -d' ' -f2- "$ledger" 2>/dev/null | grep -qxF -- "$1"; then
    original=absent
    if [ -L "$1" ]; then
      original=link:$(readlink "$1")
    elif [ -f "$1" ]; then
      original=$(sha256sum <"$1" | cut -c1-64)
      cp -p "$1" "/var/lib/barque/originals/$original"
      sync "/var/lib/barque/originals/$original"
    fi
    printf '%s %s\n' "$original" "$1" >>"$ledger"
    sync "$ledger"
  fi
  make_folder "$(dirname "$1")"
  ln -sfn "$2" "$1.barque-new"
  mv -Tf "$1.barque-new" "$1"
  sync "$(dirname "$1")"
  shift 2
done
`;

export const PROGRAM_PUT: VerbKind<ProgramPut> = {
  do: 'program.put',
  args: (verb, deep) => [
    deep ? 'deep' : 'quick',
    verb.folder,
    verb.onHost ?? '-',
    String(verb.programs.length),
    ...verb.programs.flatMap(({ name, sha256, file }) => [name, sha256, file]),
    ...Object.entries(verb.links).flat(),
  ],
  // A program that was changed without a trace in its times looks whole to a quick look.
  isDeep: (verb, before) =>
    verb.programs.some(({ name, sha256 }) => before[name] !== 'absent' && before[name] !== sha256),
  observe: withShell(SEE, OBSERVE),
  observeMany: {
    text: withShell(SEE, OBSERVE_MANY),
    args: (verbs, deep) => {
      const programs = verbs.flatMap(({ folder, programs: each }) =>
        each.map(({ name }) => `${folder}/${name}`),
      );
      const links = verbs.flatMap(verb => Object.keys(verb.links));
      return [deep ? 'deep' : 'quick', String(programs.length), ...programs, ...links];
    },
    parse: (stdout, verbs) => {
      const all = observationOf(stdout);
      const seen = (path: string) => all[path] ?? 'absent';
      return verbs.map(({ folder, programs, links }) => ({
        ...Object.fromEntries(programs.map(({ name }) => [name, seen(`${folder}/${name}`)])),
        ...Object.fromEntries(Object.keys(links).map(path => [path, seen(path)])),
      }));
    },
  },
  perform: withShell(MAKE_FOLDER, PERFORM),
  input: ({ onHost, programs }, { source }) => (onHost === null ? () => source.programs(programs) : ''),
  simulate: {
    observe: (machine, verb) => ({
      ...Object.fromEntries(
        verb.programs.map(({ name }) => [name, machine.programs.get(`${verb.folder}/${name}`) ?? 'absent']),
      ),
      ...Object.fromEntries(
        Object.keys(verb.links).map(path => [
          path,
          machine.links.get(path) ?? (machine.files.has(path) ? 'no-link' : 'absent'),
        ]),
      ),
    }),
    perform: function* (machine, verb, input) {
      // What is sent is a stream; anything else did not come from the bundle.
      if (verb.onHost === null && typeof input === 'string') return;
      for (const { name, sha256 } of verb.programs) {
        yield {
          what: `rename to ${name}`,
          apply: () => machine.programs.set(`${verb.folder}/${name}`, sha256),
        };
      }
      for (const [path, target] of Object.entries(verb.links)) {
        yield {
          what: `link ${path}`,
          apply: () => {
            machine.files.delete(path);
            machine.links.set(path, target);
          },
        };
      }
    },
  },
};

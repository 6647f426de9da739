/** The verb `file.put`: accepted by its program, then renamed into place; what was there before is kept for a reset. */
import { type Digest, digestOfText, hexOf } from '../base/digest.ts';
import { BarqueError } from '../base/errors.ts';
import { sh, withShell } from '../base/shell-text.ts';
import type { FilePut } from '../plan/verbs/file-put.ts';
import { MAKE_FOLDER } from './make-folder.ts';
import type { VerbKind } from './verb-kind.ts';

const OBSERVE = sh`
if [ -L "$1" ]; then
  echo kind=link
elif [ -f "$1" ]; then
  digest=$(sha256sum <"$1")
  printf 'digest=%s\n' "\${digest%% *}"
  stat --printf 'kind=file\nmode=0%a\nowner=%U:%G\n' "$1"
elif [ -e "$1" ]; then
  echo kind=other
else
  echo kind=absent
fi
`;

/** Arguments: paths. A line `TYPE MODE OWNER:GROUP PATH` for each that is there, one of sha256sum for each file. */
const OBSERVE_MANY = sh`
find "$@" -maxdepth 0 -printf '%y %m %u:%g %p\n' -type f -exec sha256sum -- {} + 2>/dev/null
exit 0
`;

/**
 * Arguments: path, mode, owner, digest, accept. The original is kept under its digest before the first
 * change, and the ledger's line is on disk before the file is.
 */
const PERFORM = sh`
set -eu
path=$1 mode=$2 owner=$3 digest=$4 accept=$5
folder=\${path%/*}
new=$folder/.barque-$digest
[ -d /var/lib/barque/originals ] || mkdir -p /var/lib/barque/originals
make_folder "$folder"
trap 'rm -f "$new"' EXIT
# Folders are for all; a content that is only for its owner must not lie open until its mode is set.
umask 077
cat >"$new"
arrived=$(sha256sum <"$new")
if [ "\${arrived%% *}" != "$digest" ]; then
  echo "the content arrived damaged: it is not $digest"
  exit 1
fi
case $accept in
  haproxy)
    said=$(haproxy -c -f "$new" 2>&1) || {
      printf '%s\n' "$said" | sed -n "s|$new|$path|g; s/^\[ALERT\][^:]*: config : //p"
      echo "haproxy does not accept $path; nothing was replaced"
      exit 1
    }
    ;;
  keepalived) keepalived --config-test -f "$new" 2>&1 || { echo "keepalived does not accept $path; nothing was replaced"; exit 1; } ;;
esac
chmod "$mode" "$new"
chown "$owner" "$new"
ledger=/var/lib/barque/ledger
noted=no
[ ! -f "$ledger" ] || while read -r _ each; do
  [ "$each" != "$path" ] || noted=yes
done <"$ledger"
if [ "$noted" = yes ]; then
  sync "$new"
else
  original=absent
  if [ -f "$path" ]; then
    original=$(sha256sum <"$path")
    original=\${original%% *}
    cp -p "$path" "/var/lib/barque/originals/$original"
    sync "/var/lib/barque/originals/$original"
  fi
  printf '%s %s\n' "$original" "$path" >>"$ledger"
  sync "$ledger" "$new"
fi
mv -f "$new" "$path"
sync "$folder"
`;

export const FILE_PUT: VerbKind<FilePut> = {
  do: 'file.put',
  inline: true,
  args: verb => [verb.path, verb.mode, verb.owner, hexOf(verb.blob as Digest), verb.accept ?? 'anything'],
  observe: OBSERVE,
  observeMany: {
    text: OBSERVE_MANY,
    args: verbs => verbs.map(({ path }) => path),
    parse: (stdout, verbs) => {
      const lines = stdout.split('\n');
      return verbs.map(({ path }) => {
        const ending = lines.filter(line => line.endsWith(` ${path}`)).map(line => line.split(' '));
        const state = ending.find(words => words.length === 4 && words[3] === path);
        const digest = ending.find(words => words.length === 3 && words[2] === path)?.[0];
        if (state === undefined) return { kind: 'absent' };
        const [type, mode, owner] = state as [string, string, string, string];
        if (type === 'l') return { kind: 'link' };
        if (type !== 'f' || digest === undefined) return { kind: 'other' };
        return { digest, kind: 'file', mode: `0${mode}`, owner };
      });
    },
  },
  perform: withShell(MAKE_FOLDER, PERFORM),
  input: (verb, { blobs }) => {
    const content = blobs[verb.blob as Digest];
    if (content === undefined || digestOfText(content) !== verb.blob) {
      throw new BarqueError({
        domain: 'stale-plan',
        attempted: `take the content of ${verb.path} from the plan`,
        cameBack: content === undefined ? 'it is not there' : 'its digest differs: the plan was damaged',
        next: 'Plan again.',
      });
    }
    return content;
  },
  simulate: {
    observe: (machine, verb) => {
      const file = machine.files.get(verb.path);
      if (file === undefined) return { kind: 'absent' };
      const digest = hexOf(digestOfText(file.content));
      return { digest, kind: 'file', mode: file.mode, owner: file.owner };
    },
    perform: function* (machine, verb, input) {
      if (typeof input !== 'string' || digestOfText(input) !== verb.blob) return;
      if (verb.accept !== null && !machine.parses(verb.accept, input)) return;
      yield {
        what: `ledger of ${verb.path}`,
        apply: () => {
          const ledger = machine.files.get('/var/lib/barque/ledger')?.content ?? '';
          if (ledger.includes(` ${verb.path}\n`)) return;
          const was = machine.files.get(verb.path);
          const original = was === undefined ? 'absent' : hexOf(digestOfText(was.content));
          if (was !== undefined) machine.files.set(`/var/lib/barque/originals/${original}`, was);
          const content = `${ledger}${original} ${verb.path}\n`;
          machine.files.set('/var/lib/barque/ledger', { content, mode: '0600', owner: 'root:root' });
        },
      };
      yield {
        what: `rename to ${verb.path}`,
        apply: () => machine.files.set(verb.path, { content: input, mode: verb.mode, owner: verb.owner }),
      };
    },
  },
};

/** The verb `image.import`: images from the bundle into containerd, each pinned against garbage collection. */
import { sh } from '../base/shell-text.ts';
import type { SimulatedMachine } from '../hosts/simulated/machine.ts';
import type { ImageImport } from '../plan/verbs/image-import.ts';
import type { VerbKind } from './verb-kind.ts';

/** Arguments: the bundle on the host or -, then names and manifests of images in turn. */
const OBSERVE = sh`
shift
list= unseen=absent
if [ -S /run/containerd/containerd.sock ]; then
  list=$(ctr --connect-timeout 2s --namespace k8s.io images list 2>/dev/null) || unseen=unknown
fi
while [ $# -gt 0 ]; do
  state=$unseen
  while read -r name _ digest rest; do
    [ "$name" = "$1" ] || continue
    state=\${digest#*:}
    case $rest in
      *io.cri-containerd.pinned=pinned*) state="$state pinned" ;;
      *) state="$state not-pinned" ;;
    esac
  done <<LIST
$list
LIST
  printf '%s=%s\n' "$1" "$state"
  shift 2
done | sort -t= -k1,1
`;

/**
 * An image layout in a tar archive comes on standard input, or is made here from the bundle's blobs: those that
 * a manifest names stand in it as sha256:DIGEST. containerd names blobs by what arrives, so that one which is damaged
 * is missing when its image is unpacked; only then is an image pinned, which is what tells a whole one.
 * `--local` sends blobs to containerd's store and not by its transfer service: 4.1 s in place of 8.7 s for 355 MB.
 */
const PERFORM = sh`
set -eu
from=$1
shift
lacks() {
  echo "the bundle in $from lacks $1: there is no $from/images/blobs/sha256/$2"
  exit 1
}
import() { ctr --namespace k8s.io images import --local - 2>&1; }
pin() {
  while [ $# -gt 0 ]; do
    ctr --namespace k8s.io images label "$1" io.cri-containerd.pinned=pinned &
    shift 2
  done
  wait
}
if [ "$from" = - ]; then
  import
else
  blobs=$from/images/blobs/sha256
  work=$(mktemp -d /run/barque/images.XXXXXX)
  trap 'rm -rf "$work"' EXIT
  printf '{"imageLayoutVersion":"1.0.0"}' >"$work/oci-layout"
  comma=
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[' >"$work/index.json"
  count=$#
  while [ "$count" -gt 0 ]; do
    [ -f "$blobs/$2" ] || lacks "$1" "$2"
    tag=\${1##*:}
    printf '%s{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"annotations":{"io.containerd.image.name":"%s","org.opencontainers.image.ref.name":"%s"}}' \
      "$comma" "$2" "$(stat -c %s "$blobs/$2")" "$1" "$tag" >>"$work/index.json"
    comma=,
    { echo "$2"; grep -o 'sha256:[0-9a-f]*' "$blobs/$2" | cut -d: -f2; } | sed 's#^#blobs/sha256/#' >>"$work/all"
    set -- "$@" "$1" "$2"
    shift 2
    count=$((count - 2))
  done
  printf ']}' >>"$work/index.json"
  sort -u "$work/all" >"$work/blobs"
  while read -r blob; do
    [ -f "$from/images/$blob" ] || lacks "a layer of an image" "\${blob##*/}"
  done <"$work/blobs"
  tar -c -f - -C "$from/images" --files-from="$work/blobs" -C "$work" oci-layout index.json | import
fi
pin "$@"
`;

export const IMAGE_IMPORT: VerbKind<ImageImport> = {
  do: 'image.import',
  args: verb => [verb.onHost ?? '-', ...verb.images.flatMap(({ name, manifest }) => [name, manifest])],
  observe: OBSERVE,
  perform: PERFORM,
  input: ({ onHost, images }, { source }) =>
    onHost === null ? () => source.images(images.map(({ name }) => name)) : '',
  simulate: {
    observe: (machine, verb) =>
      Object.fromEntries(
        verb.images.map(({ name }) => [
          name,
          (answers(machine) ? machine.images.get(name) : undefined) ?? 'absent',
        ]),
      ),
    perform: function* (machine, verb, input) {
      // What is sent is a stream; anything else did not come from the bundle.
      if (verb.onHost === null && typeof input === 'string') return;
      if (!answers(machine)) return;
      for (const { name, manifest } of verb.images) {
        yield { what: `import ${name}`, apply: () => machine.images.set(name, `${manifest} pinned`) };
      }
    },
  },
};

/** Whether its containerd runs: without it nobody can tell which images there are. */
function answers(machine: SimulatedMachine): boolean {
  return machine.units.get('containerd.service')?.active === true;
}

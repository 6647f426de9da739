/** The hook by which a unit notes what it has read: a file on disk says nothing about what a daemon has loaded. */
import { sh } from '../base/shell-text.ts';

export const HOOK_PATH = '/usr/local/lib/barque/unit-loaded';

/** Arguments: unit, `start` or `reload`, its configuration, its drop-in. A drop-in counts only at a start. */
export const HOOK = sh`#!/bin/sh
# Managed by Barque: notes what a unit has read, so that a file and a loaded file can be told apart.
set -eu
folder=/run/barque/loaded
mkdir -p "$folder"
note() {
  sha256sum <"$3" | cut -c1-64 >"$folder/.$1.$2"
  mv "$folder/.$1.$2" "$folder/$1.$2"
}
note "$1" config "$3"
if [ "$2" = start ]; then note "$1" settings "$4"; fi
`;

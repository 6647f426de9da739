# shellcheck shell=bash disable=SC2034,SC2153 # its users lie beside it
# What every part of the plain script shares: the hosts, ssh, and the clock of its phases. Sourced, never run.
#
# The environment gives: SSH_CONFIG (an ssh configuration that knows the hosts by name), VIP, PREFIX (bits of the hosts'
# network), INTERFACE (of the hosts' network), CONTROL_PLANES and WORKERS (`name=address` each, with blanks), KUBERNETES (1.36.3), BUNDLE (its folder on the hosts).
set -euo pipefail

read -ra planes <<<"$CONTROL_PLANES"
read -ra workers <<<"$WORKERS"
first=${planes[0]%%=*}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

on() {
  local host=$1
  shift
  ssh -F "$SSH_CONFIG" -o BatchMode=yes -o LogLevel=ERROR "$host" "$@"
}

# Runs the function $1 for each of the other arguments at once; fails when one of them fails.
everywhere() {
  local work=$1 each failed=0
  shift
  local children=()
  for each in "$@"; do
    "$work" "$each" &
    children+=($!)
  done
  for each in "${children[@]}"; do wait "$each" || failed=1; done
  return "$failed"
}

phase_began=$(date +%s%N)
# `phase NAME SECONDS` on standard output for each phase that has ended; all else goes to standard error.
phase_ended() {
  local now
  now=$(date +%s%N)
  printf 'phase %s %d.%03d\n' "$1" $(((now - phase_began) / 1000000000)) $(((now - phase_began) / 1000000 % 1000)) >&3
  phase_began=$now
}
exec 3>&1 1>&2

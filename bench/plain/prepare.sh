#!/bin/bash
# The plain script, first part: packages, kernel settings, programs and images, on all hosts at once.
. "$(dirname "$0")/common.sh"

install_host() {
  local host=${1%%=*}
  on "$host" "BUNDLE=$BUNDLE bash -s -- $2" <"$here/on-host.sh"
}
install_plane() { install_host "$1" control-plane; }
install_worker() { install_host "$1" worker; }

everywhere install_plane "${planes[@]}" &
everywhere install_worker ${workers[@]+"${workers[@]}"}
wait $!
phase_ended prepare

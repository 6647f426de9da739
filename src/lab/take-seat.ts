/** The first words of a machine's process: it moves itself into its groups, then becomes the program. */
import { sh } from '../base/shell-text.ts';

/** $1: how many groups; then their folders; then the program. Ends at once when a group has been taken away. */
export const TAKE_SEAT = sh`set -eu
left=$1
shift
while [ "$left" -gt 0 ]; do
  echo $$ > "$1/cgroup.procs"
  shift
  left=$((left - 1))
done
exec "$@"`;

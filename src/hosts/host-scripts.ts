/**
 * What runs on a host to take it, to do a step under its fence, to say "still here", and to release it.
 * The fence is /var/lib/barque/fence; it is compared and a step's unit is started under one flock, so
 * that no step of an older run can begin after a newer one has taken the host.
 */
import { sh } from '../base/shell-text.ts';

/** Arguments: epoch seen, new epoch, cluster id, cluster name, run, user, machine, pid, started, patience in seconds. */
export const TAKE = sh`
set -u
dir=/var/lib/barque
umask 077
mkdir -p "$dir/journal" /run/barque
chmod 0755 /run/barque
mkdir -p /run/barque/spool /run/barque/log "$dir/spool"
exec 9>>"$dir/fence.lock"
flock -w 10 9 || { echo 'answer=changed'; exit 0; }
held=$(sed -n 's/^epoch=//p' "$dir/fence" 2>/dev/null)
owner=$(sed -n 's/^cluster=//p' "$dir/fence" 2>/dev/null)
[ -n "$held" ] || held=0
[ -n "$owner" ] || owner=$3
if [ "$held" != "$1" ] || [ "$owner" != "$3" ]; then echo 'answer=changed'; exit 0; fi
# On a full disk the new fence would be an empty one: what is there must stay, and the host is out of this run.
if ! { printf 'epoch=%s\ncluster=%s\nname=%s\nrun=%s\nuser=%s\nmachine=%s\npid=%s\nstarted=%s\n' \
  "$2" "$3" "$4" "$5" "$6" "$7" "$8" "$9" 2>/dev/null >"$dir/fence.new" && sync "$dir/fence.new"; }; then
  rm -f "$dir/fence.new"
  echo "$dir/fence could not be written; free there: $(df -h --output=avail "$dir" | tail -n1)" >&2
  exit 1
fi
touch "$dir/heartbeat"
mv "$dir/fence.new" "$dir/fence"
sync "$dir"
exec 9>&-
shift 9
running() {
  systemctl list-units --plain --no-legend --state=active,activating,deactivating 'barque-step-*' | cut -d' ' -f1
}
end=$(($(date +%s) + $1))
# Waiting is no silence: others must not take over meanwhile.
while [ -n "$(running)" ] && [ "$(date +%s)" -lt "$end" ]; do
  touch "$dir/heartbeat"
  sleep 0.1
done
for unit in $(running); do
  systemctl stop "$unit"
  echo "stopped=$unit"
done
rm -f /run/barque/spool/* "$dir"/spool/*
echo 'answer=taken'
`;

/** Arguments: epoch. Answers held, or fenced=EPOCH. */
export const RENEW = sh`
dir=/var/lib/barque
held=$(sed -n 's/^epoch=//p' "$dir/fence")
[ "$held" = "$1" ] || { echo "fenced=$held"; exit 0; }
touch "$dir/heartbeat"
echo 'answer=held'
`;

/** Arguments: epoch. */
export const RELEASE = sh`
dir=/var/lib/barque
umask 077
exec 9>>"$dir/fence.lock"
flock -w 10 9 || exit 1
held=$(sed -n 's/^epoch=//p' "$dir/fence")
[ "$held" = "$1" ] || exit 0
# A host that was reset keeps only what was moved aside. A mark that an older run left says nothing about this one. The
# fence goes last: whoever is cut here finds a host that still belongs to the cluster, and resets it again.
if [ "$(cat "$dir/forget" 2>/dev/null)" = "$1" ]; then
  find "$dir" -mindepth 1 -maxdepth 1 ! -name aside ! -name forget ! -name 'fence*' -exec rm -rf {} +
  rm -f "$dir/forget" "$dir"/fence*
  rmdir "$dir" 2>/dev/null
  exit 0
fi
if { cat "$dir/fence" && echo 'released=yes'; } >"$dir/fence.new" && sync "$dir/fence.new"; then
  mv "$dir/fence.new" "$dir/fence"
else
  rm -f "$dir/fence.new"
fi
`;

/**
 * Arguments: `memory` or `disk`, epoch, run, step id, unit, deadline in seconds, what was seen before (or `any`), what
 * is wanted after, the text that observes, the text that performs; then the verb's own arguments, which both
 * texts get. Standard input is the step's content: it lies 0600 on tmpfs (with `disk`, for large things that are no
 * secret, on disk) until the step has ended. The performing text lies in a file, because systemd would expand
 * $ in a command line. systemd-run waits until the program is executed, so the unit is to be seen as running when the
 * lock is given back; a mere request for it could still be in a queue.
 *
 * A process more costs a host one to three milliseconds, and a creation has hundreds of steps: the shell reads the fence
 * itself, an observation is put into base64 only where it is an answer, and systemd is asked only where files do not
 * tell. Only the intent must be on disk before it is acted on; a lost 'done' is found by looking.
 */
export const STEP = sh`
set -u
umask 077
dir=/var/lib/barque
spools=/run/barque/spool
[ "$1" = memory ] || spools=$dir/spool
shift
epoch=$1 run=$2 step=$3 unit=$4 deadline=$5 before=$6 after=$7 observe=$8 perform=$9
shift 9
spool=$spools/$unit
log=/run/barque/log/$unit
# A boot since the taking has emptied /run.
if [ ! -d "$spools" ] || [ ! -d /run/barque/log ]; then
  mkdir -p "$spools" /run/barque/log
  chmod 0755 /run/barque
fi
trap 'rm -f "$spool.$$"' EXIT
# What is left goes first: whoever asked may be gone, and then telling is the end of this shell.
tell() {
  rm -f "$spool.$$"
  trap - EXIT
  printf '%s\n' "$@"
  exit 0
}
observed() { printf '%s\n' "$1" | base64 -w0; }
cat >"$spool.$$" || tell 'answer=not-started'
look() { sh -c "$observe" observe "$@"; }
note() {
  printf '{"at":"%s","epoch":%s,"step":"%s","is":"%s"}\n' "$(date -u +%FT%TZ)" "$epoch" "$step" "$1" >>"$dir/journal/$run.jsonl"
}
runs() {
  case $(systemctl show -p ActiveState --value "$unit.service") in
    inactive | failed) return 1 ;;
    # No answer is none of these either: on a host that is too busy to give one the unit goes on.
    *) return 0 ;;
  esac
}
exec 9>>"$dir/fence.lock"
flock -w 10 9 || tell 'answer=busy'
held=
while IFS='=' read -r key value; do
  [ "$key" != epoch ] || held=$value
done 2>/dev/null <"$dir/fence"
[ "$held" = "$epoch" ] || tell "fenced=$held"
if [ ! -e "$spool.lock" ] || ! runs; then
  now=$(look "$@")
  [ "$now" != "$after" ] || tell 'answer=already'
  [ "$before" = any ] || [ "$now" = "$before" ] || tell 'answer=foreign' "observed=$(observed "$now")"
  if ! note intent || ! sync "$dir/journal/$run.jsonl"; then tell 'answer=not-started'; fi
  : >"$log"
  mv "$spool.$$" "$spool"
  printf '%s' "$perform" >"$spool.sh"
  : >"$spool.lock"
  if ! systemd-run --quiet --collect --unit="$unit" -p Type=exec -p RuntimeMaxSec="$deadline" \
    -p StandardInput="file:$spool" -p StandardOutput="append:$log" -p StandardError="append:$log" \
    -p ExecStopPost="/bin/rm -f $spool $spool.sh $spool.lock" -E LC_ALL=C -E DEBIAN_FRONTEND=noninteractive \
    /usr/bin/flock --close "$spool.lock" /bin/sh "$spool.sh" "$@" 9>&-; then
    rm -f "$spool" "$spool.sh" "$spool.lock"
    note not-started
    tell 'answer=not-started'
  fi
fi
exec 9>&-
# The unit's program holds its lock, whose file goes when the unit ends: waiting for both costs nothing, and asking
# systemd again and again cost half a core. It is asked only when the lock is free and its file is still there.
while [ -e "$spool.lock" ]; do
  { flock -w 5 8 || true; } 2>/dev/null 8<"$spool.lock"
  [ -e "$spool.lock" ] || break
  sleep 0.02
  [ -e "$spool.lock" ] || break
  runs || break
done
now=$(look "$@")
if [ "$now" = "$after" ]; then
  note done
  rm -f "$log"
  tell 'answer=done'
fi
note not-done
words=$(tail -c 3000 "$log" 2>/dev/null | base64 -w0)
rm -f "$log"
tell 'answer=ended' "observed=$(observed "$now")" "log=$words"
`;

/**
 * Steps that are atomic and short, one after another under the lock, until one is not done. Arguments: epoch, run, number
 * of texts, the texts; then for each step: its id, deadline in seconds, what was seen before (or `any`), what is wanted
 * after, numbers of the texts that observe and perform, bytes of content, and the verb's own arguments between tabs.
 * Standard input: the contents, one after another; each lies 0600 on tmpfs until the next. For
 * each step that was come to: a line `step`, then what STEP answers.
 *
 * A session for each cost a creation more than the steps themselves: a text that observes is a function here and runs in
 * a subshell.
 */
export const STEPS = sh`
umask 077
epoch=$1 run=$2 count=$3
shift 3
at=0
while [ "$at" -lt "$count" ]; do
  eval "text_$at() {
$1
}
source_$at=\$1"
  at=$((at + 1))
  shift
done
journal=/var/lib/barque/journal/$run.jsonl
content=/run/barque/spool/steps.$$
log=/run/barque/log/steps.$$
# A boot since the taking has emptied /run.
if [ ! -d /run/barque/spool ] || [ ! -d /run/barque/log ]; then
  mkdir -p /run/barque/spool /run/barque/log
  chmod 0755 /run/barque
fi
trap 'rm -f "$content" "$log"' EXIT
# What is left goes first: whoever asked may be gone, and then telling is the end of this shell.
last() {
  rm -f "$content" "$log"
  trap - EXIT
  printf '%s\n' "$@"
  exit 0
}
observed() { printf '%s\n' "$1" | base64 -w0; }
tab=$(printf '\t')
# Calls what comes first with the words between tabs that come second.
with() {
  called=$1
  IFS=$tab
  set -f
  # shellcheck disable=SC2086 # split at tabs, that is the point
  set -- $2
  set +f
  unset IFS
  "$called" "$@"
}
# As in a unit: what is made is for all unless the verb says otherwise.
act() {
  umask 022
  LC_ALL=C exec timeout "$deadline" sh -c "$source" perform "$@"
}
source=
note() {
  printf '{"at":"%s","epoch":%s,"step":"%s","is":"%s"}\n' "$(date -u +%FT%TZ)" "$epoch" "$step" "$1" >>"$journal"
}
exec 9>>/var/lib/barque/fence.lock
flock -w 10 9 || last step 'answer=busy'
held=
while IFS='=' read -r key value; do
  [ "$key" != epoch ] || held=$value
done 2>/dev/null </var/lib/barque/fence
[ "$held" = "$epoch" ] || last step "fenced=$held"
while [ $# -gt 0 ]; do
  step=$1 deadline=$2 before=$3 after=$4 observe=$5 perform=$6 bytes=$7 words=$8
  shift 8
  echo step
  if [ "$bytes" = 0 ]; then : >"$content"; else head -c "$bytes" >"$content"; fi || last 'answer=not-started'
  now=$(with "text_$observe" "$words" </dev/null)
  if [ "$now" = "$after" ]; then
    echo 'answer=already'
  else
    [ "$before" = any ] || [ "$now" = "$before" ] || last 'answer=foreign' "observed=$(observed "$now")"
    if ! note intent || ! sync "$journal"; then last 'answer=not-started'; fi
    eval "source=\$source_$perform"
    (with act "$words") <"$content" >"$log" 2>&1 9>&-
    now=$(with "text_$observe" "$words" </dev/null)
    if [ "$now" != "$after" ]; then
      note not-done
      last 'answer=ended' "observed=$(observed "$now")" "log=$(tail -c 3000 "$log" | base64 -w0)"
    fi
    note done
    echo 'answer=done'
  fi
done
last
`;

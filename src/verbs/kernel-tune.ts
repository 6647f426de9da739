/** The verb `kernel.tune`: modules loaded and settings set, as far as the running kernel is not so already. */
import { sh } from '../base/shell-text.ts';
import type { KernelTune } from '../plan/verbs/kernel-tune.ts';
import type { VerbKind } from './verb-kind.ts';

/**
 * Arguments: number of modules, modules, then names of settings and their values in turn. A module that is
 * built in shows in /sys/module only when it has parameters, so the kernel's own list counts too, and what the
 * module makes: where the modules' folder is not visible, these are all there is.
 */
const OBSERVE = sh`
count=$1
shift
there() {
  name=$1
  case $1 in *-*) name=$(printf %s "$1" | tr - _) ;; esac
  [ -d "/sys/module/$name" ] && return 0
  # What a module brings says most cheaply that it is there, also where it is built in.
  case $name in
    overlay) grep -qsw overlay /proc/filesystems && return 0 ;;
    br_netfilter) [ -d /proc/sys/net/bridge ] && return 0 ;;
    nf_conntrack) [ -d /proc/sys/net/netfilter ] && return 0 ;;
  esac
  grep -qs "^$name " /proc/modules && return 0
  tr - _ <"/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null | grep -qs "/$name\.ko"
}
{
  while [ "$count" -gt 0 ]; do
    if there "$1"; then echo "module $1=there"; else echo "module $1=absent"; fi
    shift
    count=$((count - 1))
  done
  # One process for all settings: one for each took half of a plan's look.
  awk 'BEGIN {
    for (i = 1; i < ARGC; i += 2) {
      path = ARGV[i]
      gsub(/\./, "/", path)
      if ((getline value <("/proc/sys/" path)) <= 0) value = "absent"
      gsub(/\t/, " ", value)
      wanted = ARGV[i + 1]
      if (wanted ~ /^>=/ && value != "absent" && value + 0 >= substr(wanted, 3) + 0) value = wanted
      print ARGV[i] "=" value
    }
  }' "$@"
} | sort -t= -k1,1
`;

/** What cannot be loaded or set is no failure as such: only what is observed afterwards counts. */
const PERFORM = sh`
count=$1
shift
while [ "$count" -gt 0 ]; do
  modprobe -- "$1"
  shift
  count=$((count - 1))
done
# What was there before the first change, for a reset; writing it down for what is not changed does no harm.
note() {
  mkdir -p /var/lib/barque
  grep -q "^$1 " /var/lib/barque/kernel 2>/dev/null || printf '%s %s\n' "$1" "$now" >>/var/lib/barque/kernel
}
while [ $# -gt 0 ]; do
  file=/proc/sys/$(printf %s "$1" | tr . /)
  now=$(tr '\t' ' ' <"$file")
  note "$1"
  case $2 in
    '>='*)
      least=$(printf %s "$2" | cut -c3-)
      [ "$now" -ge "$least" ] || printf '%s\n' "$least" >"$file"
      ;;
    "$now") ;;
    *) printf '%s\n' "$2" >"$file" ;;
  esac
  shift 2
done
exit 0
`;

export const KERNEL_TUNE: VerbKind<KernelTune> = {
  do: 'kernel.tune',
  args: verb => [String(verb.modules.length), ...verb.modules, ...Object.entries(verb.settings).flat()],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: (machine, verb) => ({
      ...Object.fromEntries(
        verb.modules.map(name => [`module ${name}`, machine.kernel.modules.has(name) ? 'there' : 'absent']),
      ),
      ...Object.fromEntries(
        Object.entries(verb.settings).map(([name, wanted]) => [
          name,
          seenAs(machine.kernel.settings.get(name) ?? 'absent', wanted),
        ]),
      ),
    }),
    perform: function* (machine, verb) {
      for (const name of verb.modules) {
        if (!machine.kernel.offered.has(name)) continue;
        yield { what: `load ${name}`, apply: () => void machine.kernel.modules.add(name) };
      }
      for (const [name, value] of Object.entries(verb.settings)) {
        yield {
          what: `set ${name}`,
          apply: () => void machine.kernel.settings.set(name, value.replace('>=', '')),
        };
      }
    },
  },
};

/** As on a host: a number that is great enough shows as what is wanted. */
function seenAs(value: string, wanted: string): string {
  return wanted.startsWith('>=') && Number(value) >= Number(wanted.slice(2)) ? wanted : value;
}

/** The verb `package.install`: these versions or newer ones by apt, with their daemons masked until they have a configuration. */
import { sh } from '../base/shell-text.ts';
import type { PackageInstall } from '../plan/verbs/package-install.ts';
import type { VerbKind } from './verb-kind.ts';

/**
 * Arguments: number of packages, `name=version` each, number of variables, `NAME=value` each, `exact` or `newer`, then
 * units. A newer version shows as the wanted one: a security update that somebody has installed is nothing to be taken back.
 */
const OBSERVE = sh`
count=$1
shift
names= wanted=
while [ "$count" -gt 0 ]; do
  names="$names \${1%%=*}"
  wanted="$wanted $1"
  shift
  count=$((count - 1))
done
# shellcheck disable=SC2086 # one word a package
{
  printf '%s\n' $names
  dpkg-query -W -f ' $''{Package} $''{db:Status-Status} $''{Version}\n' $names 2>/dev/null
} | awk '
  !/^ / { wanted[$1] = 1; next }
  { status[$1] = $2; version[$1] = $3 }
  END {
    for (name in wanted) {
      is = status[name]
      if (is == "installed") print name "=" version[name]
      else if (is == "" || is == "not-installed" || is == "config-files") print name "=absent"
      else print name "=broken"
    }
  }' | sort -t= -k1,1 | while IFS='=' read -r name version; do
  case "$version $wanted " in
    absent' '* | broken' '* | *" $name=$version "*) ;;
    *)
      least=\${wanted##* "$name="}
      least=\${least%% *}
      ! dpkg --compare-versions "$version" gt "$least" || version=$least
      ;;
  esac
  printf '%s=%s\n' "$name" "$version"
done
`;

/**
 * `--force-confold`: a configuration that is there stays. The lock is waited for, never removed
 * (apt.conf(5), DPkg::Lock::Timeout). A dpkg that was interrupted is set right first; what it left half unpacked
 * (a full disk, a power cut) it refuses to configure: that is unpacked again.
 */
const PERFORM = sh`
set -eu
count=$1
shift
wanted=
while [ "$count" -gt 0 ]; do
  wanted="$wanted $1"
  shift
  count=$((count - 1))
done
count=$1
shift
while [ "$count" -gt 0 ]; do
  # shellcheck disable=SC2163 # it is NAME=value
  export "$1"
  shift
  count=$((count - 1))
done
how=$1
shift
# Ubuntu's servers restart daemons of other packages after each go of apt, whoever has the VIP just then.
export NEEDRESTART_SUSPEND=1
# For a reset, before anything is touched: what was there before the first of ours, and what we asked for.
state=/var/lib/barque
mkdir -p "$state"
if [ ! -s "$state/packages.before" ]; then
  dpkg-query -W -f '$''{db:Status-Status} $''{Package}\n' | sed -n 's/^installed //p' >"$state/packages.new"
  sync "$state/packages.new"
  mv "$state/packages.new" "$state/packages.before"
fi
# shellcheck disable=SC2086 # one word a package
printf '%s\n' $wanted | cut -d= -f1 >>"$state/packages.wanted"
sync "$state/packages.wanted"
# Where no daemon runs yet, packages need not make systemd read all its units again a dozen times, 0.3 s each.
offline=1
for unit in "$@"; do
  if systemctl is-active --quiet "$unit"; then offline=0; else systemctl mask --quiet --no-reload "$unit"; fi
done
export SYSTEMD_OFFLINE="$offline"
get() { apt-get -q -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@"; }
put() { get install -y --no-install-recommends -o Dpkg::Options::=--force-confold "$@"; }
half_unpacked() { dpkg-query -W -f '$''{db:Status-Eflag} $''{binary:Package}\n' | sed -n 's/^reinstreq //p'; }
dpkg --configure -a || [ -n "$(half_unpacked)" ]
get update
# shellcheck disable=SC2046 # one word a package
[ -z "$(half_unpacked)" ] || put --reinstall $(half_unpacked)
# What is newer stays; asked for by its version, apt would take it back.
# shellcheck disable=SC2046,SC2086 # one word a package
newer=$(dpkg-query -W -f '$''{Package} $''{db:Status-Status} $''{Version}\n' $(printf '%s\n' $wanted | cut -d= -f1) 2>/dev/null |
  while read -r name is version; do
    least=\${wanted##* "$name="}
    least=\${least%% *}
    [ "$is" != installed ] || [ "$version" = "$least" ] || ! dpkg --compare-versions "$version" gt "$least" || printf '%s ' "$name"
  done)
asked= lacking=
for each in $wanted; do
  name=\${each%%=*}
  case " $newer" in *" $name "*) continue ;; esac
  if [ "$how" = exact ]; then
    asked="$asked $each"
    continue
  fi
  offered=$(apt-cache policy "$name" | sed -n 's/^  Candidate: //p')
  case $offered in
    '' | '(none)') lacking="$lacking
$name: apt offers none on this host" ;;
    *)
      asked="$asked $name"
      dpkg --compare-versions "$offered" ge "\${each#*=}" || lacking="$lacking
$name: apt offers $offered, and \${each#*=} is the least that is known to work"
      ;;
  esac
done
if [ -n "$lacking" ]; then
  echo "nothing was installed:$lacking"
  exit 1
fi
# shellcheck disable=SC2086 # one word a package
put $asked
SYSTEMD_OFFLINE=0 systemctl daemon-reload
`;

const WANTED = '/var/lib/barque/packages.wanted';

export const PACKAGE_INSTALL: VerbKind<PackageInstall> = {
  do: 'package.install',
  args: verb => [
    String(verb.packages.length),
    ...verb.packages.map(({ name, version }) => `${name}=${version}`),
    String(verb.environment.length),
    ...verb.environment,
    verb.orNewer ? 'newer' : 'exact',
    ...verb.masked,
  ],
  observe: OBSERVE,
  perform: PERFORM,
  input: () => '',
  simulate: {
    observe: (machine, verb) =>
      Object.fromEntries(
        verb.packages.map(({ name, version }) => [name, seenAs(machine.packages.get(name), version)]),
      ),
    perform: function* (machine, verb) {
      yield {
        what: 'note the packages',
        apply: () => {
          const noted = machine.files.get(WANTED)?.content ?? '';
          const content = `${noted}${verb.packages.map(({ name }) => `${name}\n`).join('')}`;
          machine.files.set(WANTED, { content, mode: '0600', owner: 'root:root' });
        },
      };
      for (const unit of verb.masked) {
        yield {
          what: `mask ${unit}`,
          apply: () => {
            const now = machine.units.get(unit) ?? STOPPED;
            if (!now.active) machine.units.set(unit, { ...now, masked: true });
          },
        };
      }
      for (const { name, version } of verb.packages) {
        const offered = machine.offered.get(name);
        if (offered === undefined || (verb.orNewer ? seenAs(offered, version) : offered) !== version)
          continue;
        yield {
          what: `install ${name}`,
          apply: () => {
            machine.packages.set(name, offered);
            for (const [path, content] of Object.entries(machine.shipped.get(name) ?? {})) {
              if (!machine.files.has(path))
                machine.files.set(path, { content, mode: '0644', owner: 'root:root' });
            }
            // Debian's haproxy brings a configuration; one that is there stays (--force-confold).
            const conffile = `/etc/${name}/${name}.cfg`;
            if (name === 'haproxy' && !machine.files.has(conffile)) {
              machine.files.set(conffile, {
                content: '# of the package\n',
                mode: '0644',
                owner: 'root:root',
              });
            }
            const unit = `${name}.service`;
            const now = machine.units.get(unit) ?? STOPPED;
            // Debian enables and starts what it installs, unless it is masked.
            machine.units.set(
              unit,
              now.masked
                ? { ...now, enabled: true }
                : { ...now, enabled: true, active: true, starts: now.starts + 1 },
            );
          },
        };
      }
    },
  },
};

/** As dpkg orders versions, as far as simulated ones differ. */
function seenAs(installed: string | undefined, wanted: string): string {
  if (installed === undefined) return 'absent';
  if (installed === wanted) return installed;
  return installed.localeCompare(wanted, 'en', { numeric: true }) > 0 ? wanted : installed;
}

const STOPPED = { active: false, enabled: false, masked: false, config: null, settings: null, starts: 0 };
